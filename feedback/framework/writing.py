"""A framework as the text of a file: what is written here is read again as exactly the same."""

import yaml

from feedback.framework.editing import Data
from feedback.framework.format import Framework

WIDTH = 118


class _Indented(yaml.SafeDumper):
    """Lists stand further in than what they belong to, as in the files that come with the product."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def as_yaml(data: Data) -> str:
    """The text of a file that says this. Keys come in the order of the format."""
    order = [key for key in Framework.model_fields if key in data]
    told = {key: data[key] for key in [*order, *(key for key in data if key not in order)]}
    return yaml.dump(told, Dumper=_Indented, sort_keys=False, allow_unicode=True, width=WIDTH)
