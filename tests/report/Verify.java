import java.io.File;

import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Asks veraPDF whether files keep a standard: Verify FLAVOUR FILE... (see accessible.py).
 * Prints "FILE kept N checks", or "FILE broken" and the rules it breaks; ends with 1 if any is broken.
 */
public class Verify {
    public static void main(String[] words) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.fromString(words[0]);
        boolean kept = true;
        for (int place = 1; place < words.length; place++) {
            kept &= keeps(new File(words[place]), flavour);
        }
        System.exit(kept ? 0 : 1);
    }

    private static boolean keeps(File file, PDFAFlavour flavour) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour)) {
            ValidationResult found =
                Foundries.defaultInstance().createValidator(flavour, 10, false, false, false).validate(parser);
            String told = found.isCompliant() ? " kept " + found.getTotalAssertions() + " checks" : " broken";
            System.out.println(file.getName() + told);
            for (TestAssertion broken : found.getTestAssertions()) {
                System.out.println("  " + broken.getRuleId().getClause() + ": " + broken.getMessage());
            }
            return found.isCompliant();
        }
    }
}
