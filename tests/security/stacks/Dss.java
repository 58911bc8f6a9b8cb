// Validates XAdES signatures, in XML and in ASiC-E containers, by the EU's library DSS, for the tests:
//   java -cp 'var/stacks/dss/*' Dss.java verify CERTIFICATE FILE ...   (prints a line for each file)
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSException;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;
import java.util.Date;
import java.util.List;

public class Dss {
    public static void main(String[] given) {
        if (!given[0].equals("verify")) {
            throw new IllegalArgumentException(given[0]);
        }
        for (int i = 1; i + 1 < given.length; i += 2) {
            System.out.println(judged(given[i], given[i + 1]));
        }
    }

    /** Unknown is what DSS cannot read, or what is no XAdES baseline signature of a known level. */
    static String judged(String certificateFile, String file) {
        SimpleReport report;
        try {
            report = report(DSSUtils.loadCertificate(new File(certificateFile)), file);
        } catch (DSSException refusal) {
            return "unknown";
        }
        List<String> ids = report.getSignatureIdList();
        if (ids.isEmpty() || ids.stream().anyMatch(id -> !isBaseline(report.getSignatureFormat(id)))) {
            return "unknown";
        }
        boolean isValid = ids.stream().allMatch(id -> report.getIndication(id) == Indication.TOTAL_PASSED);
        return isValid ? "valid" : "invalid";
    }

    /** The library's own policy, with one certificate that is trusted, at the end of its time. */
    static SimpleReport report(CertificateToken certificate, String file) {
        var trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(certificate);
        var verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        var validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
        validator.setCertificateVerifier(verifier);
        validator.setValidationTime(new Date(certificate.getNotAfter().getTime() - 1000));
        return validator.validateDocument().getSimpleReport();
    }

    static boolean isBaseline(SignatureLevel level) {
        return level != null && level.name().startsWith("XAdES_BASELINE_");
    }
}
