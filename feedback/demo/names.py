"""What are the demo's people called? Plainly invented names, of every background a council's people have."""

import random
import unicodedata
from itertools import product

STAFF_DOMAIN, PARTNER_DOMAIN = "example.org", "example.com"  # reserved: mail to them reaches nobody, ever

_FIRST = """
    Abena Ada Agnieszka Ahmed Aisha Alasdair Aled Alejandra Alice Amara Ambrose Amina Anil Anneka Anwen Aoife Arjun Asha
    Ayodele Azadeh Babatunde Baljit Beatrix Bethan Bilal Branwen Bronagh Bryony Caitlin Callum Carys Catrin Chidi Chloé
    Ciarán Clementine Conor Daiyu Dalia Damilola Darragh Delroy Dilys Dmitri Dolores Efua Eilidh Eleri Elif Emeka Emrys
    Esther Fatima Fergus Ffion Finlay Florence Folasade Freya Gareth Ghazala Gethin Giulia Glenroy Grace Gurpreet Gwilym
    Habib Halima Hamish Hana Harjit Harriet Hassan Hui Iain Ibrahim Idris Ifeoma Ines Iolo Ione Iris Isla Ivana Jahid
    Jamila Jasmin Jesper Joaquín Jocelyn Joy Jun Kamala Kareem Katya Keira Kofi Krishna Kwabena Lachlan Laila Lakshmi
    Leroy Lowri Łukasz Luz Mabel Magnus Mairead Malachy Manon Marcus Maryam Mei Mererid Miriam Mohan Moira Nadeem Naledi
    Ngozi Niamh Nkechi Noor Nuala Obinna Odette Oisín Olwen Omari Orla Oscar Padma Parveen Petra Quentin Rabia Rafael
    Ranjit Rashida Renée Rhiannon Roisin Ruth Saira Salma Samir Seren Shanice Shreya Sinéad Siobhan Søren Stella Suki
    Sunita Tamar Tanwen Tariq Thandiwe Tirion Tomos Uche Ulla Una Usman Valentina Vikram Wanjiru Wilfred Winston Xiulan
    Yasmin Yewande Yusuf Zainab Zara Zofia
"""

_LAST = """
    Anybody Anyone Demo Everybody Example Fable Fictional Fictitious Hypothetical Illustration Imaginary Imagined
    Invented Madeup Makebelieve Mockup Nobody Notreal Placeholder Pretend Prototype Rehearsal Sample Sketch Somebody
    Someone Specimen Storybook Template Testcase Whatsit Sample-Example Pretend-Sample
"""

FIRST_NAMES, LAST_NAMES = _FIRST.split(), _LAST.split()
_NO_ACCENT = str.maketrans({"Ł": "L", "ł": "l", "ø": "o", "Ø": "O"})


def dice(*about: object) -> random.Random:
    """Chance for one purpose: the same ``about`` (the seed first) always throws the same."""
    return random.Random("|".join(map(str, about)))  # noqa: S311 - no secret depends on it, and it must repeat


def full_names(count: int, *, seed: int, taken: frozenset[str]) -> list[str]:
    """So many different names, none of them ``taken``."""
    names = [name for first, last in product(FIRST_NAMES, LAST_NAMES) if (name := f"{first} {last}") not in taken]
    return dice(seed, "names").sample(names, count)


def address(name: str, domain: str = STAFF_DOMAIN) -> str:
    """``sinead.sample@example.org`` for ``Sinéad Sample``."""
    plain = unicodedata.normalize("NFKD", name.translate(_NO_ACCENT)).encode("ascii", "ignore").decode()
    return f"{plain.lower().replace(' ', '.')}@{domain}"
