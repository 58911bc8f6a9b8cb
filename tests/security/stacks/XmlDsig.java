// Signs and verifies with javax.xml.crypto.dsig, for the tests:
//   java XmlDsig.java sign PREFIX KEY CERTIFICATE IN OUT     (a key in PKCS#8 PEM; "-" for no prefix)
//   java XmlDsig.java verify [CERTIFICATE FILE]...           (prints "valid", "invalid" or "unknown" for each file)
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;

public class XmlDsig {
    static final String XADES = "http://uri.etsi.org/01903/v1.3.2#";
    static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");

    public static void main(String[] given) throws Exception {
        if (given[0].equals("sign")) {
            sign(given[1], given[2], given[3], given[4], given[5]);
            return;
        }
        for (int i = 1; i < given.length; i += 2) {
            System.out.println(judged(given[i], given[i + 1]));
        }
    }

    static void sign(String prefix, String keyFile, String certificateFile, String in, String out) throws Exception {
        Document document = parse(in);
        X509Certificate certificate = certificate(certificateFile);
        String kind = certificate.getPublicKey().getAlgorithm();
        String method = kind.equals("EC") ? "ecdsa-sha256" : "rsa-sha256";
        Reference whole = FACTORY.newReference(
            "",
            FACTORY.newDigestMethod(DigestMethod.SHA256, null),
            List.of(
                FACTORY.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null),
                FACTORY.newTransform(CanonicalizationMethod.INCLUSIVE, (TransformParameterSpec) null)),
            null,
            null);
        KeyInfoFactory infos = FACTORY.getKeyInfoFactory();
        XMLSignature signature = FACTORY.newXMLSignature(
            FACTORY.newSignedInfo(
                FACTORY.newCanonicalizationMethod(CanonicalizationMethod.INCLUSIVE, (C14NMethodParameterSpec) null),
                FACTORY.newSignatureMethod("http://www.w3.org/2001/04/xmldsig-more#" + method, null),
                List.of(whole)),
            infos.newKeyInfo(List.of(infos.newX509Data(List.of(certificate)))));
        DOMSignContext context = new DOMSignContext(key(keyFile, kind), document.getDocumentElement());
        if (!prefix.equals("-")) {
            context.setDefaultNamespacePrefix(prefix);
        }
        signature.sign(context);
        try (FileOutputStream file = new FileOutputStream(out)) {
            TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(file));
        }
    }

    /** Unknown is what Java has no algorithm for, or forbids by its policy; and certificates that it cannot read. */
    static String judged(String certificateFile, String file) throws Exception {
        try {
            return isValid(certificateFile, file) ? "valid" : "invalid";
        } catch (MarshalException | XMLSignatureException | CertificateException refusal) {
            return "unknown";
        }
    }

    static boolean isValid(String certificateFile, String file) throws Exception {
        Document document = parse(file);
        var found = document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
        var context = new DOMValidateContext(certificate(certificateFile).getPublicKey(), found.item(found.getLength() - 1));
        var properties = document.getElementsByTagNameNS(XADES, "SignedProperties");
        for (int i = 0; i < properties.getLength(); i++) {
            context.setIdAttributeNS((org.w3c.dom.Element) properties.item(i), null, "Id");
        }
        return FACTORY.unmarshalXMLSignature(context).validate(context);
    }

    static Document parse(String file) throws Exception {
        DocumentBuilderFactory builders = DocumentBuilderFactory.newInstance();
        builders.setNamespaceAware(true);
        return builders.newDocumentBuilder().parse(new FileInputStream(file));
    }

    static X509Certificate certificate(String file) throws Exception {
        byte[] content = Files.readAllBytes(Path.of(file));
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content));
    }

    static PrivateKey key(String file, String kind) throws Exception {
        String text = Files.readString(Path.of(file)).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    }
}
