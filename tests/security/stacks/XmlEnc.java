// Encrypts and decrypts XML Encryption 1.1 (AES-256-GCM, RSA-OAEP with SHA-256 and MGF1-SHA-256), for the tests:
//   java XmlEnc.java encrypt CERTIFICATE IN OUT
//   java XmlEnc.java decrypt KEY IN OUT                (a key in PKCS#8 PEM)
import java.io.FileInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

public class XmlEnc {
    static final String XENC = "http://www.w3.org/2001/04/xmlenc#";
    static final String XENC11 = "http://www.w3.org/2009/xmlenc11#";
    static final String DS = "http://www.w3.org/2000/09/xmldsig#";
    static final OAEPParameterSpec OAEP =
        new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

    public static void main(String[] given) throws Exception {
        if (given[0].equals("encrypt")) {
            encrypt(given[1], Path.of(given[2]), Path.of(given[3]));
        } else {
            decrypt(given[1], given[2], Path.of(given[3]));
        }
    }

    static void encrypt(String certificate, Path in, Path out) throws Exception {
        KeyGenerator keys = KeyGenerator.getInstance("AES");
        keys.init(256);
        SecretKey key = keys.generateKey();
        byte[] nonce = new byte[12];
        new SecureRandom().nextBytes(nonce);
        Cipher content = Cipher.getInstance("AES/GCM/NoPadding");
        content.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
        byte[] encrypted = content.doFinal(Files.readAllBytes(in));
        byte[] value = Arrays.copyOf(nonce, nonce.length + encrypted.length);
        System.arraycopy(encrypted, 0, value, nonce.length, encrypted.length);
        Cipher transport = Cipher.getInstance("RSA/ECB/OAEPPadding");
        var owner = CertificateFactory.getInstance("X.509").generateCertificate(new FileInputStream(certificate));
        transport.init(Cipher.ENCRYPT_MODE, owner.getPublicKey(), OAEP);
        String written = "<EncryptedData xmlns='" + XENC + "' Type='" + XENC + "Element' Id='e1'>\n"
            + "<EncryptionMethod Algorithm='" + XENC11 + "aes256-gcm'/>\n<KeyInfo xmlns='" + DS + "'>\n"
            + "<EncryptedKey xmlns='" + XENC + "'><EncryptionMethod Algorithm='" + XENC11 + "rsa-oaep'>"
            + "<DigestMethod xmlns='" + DS + "' Algorithm='" + XENC + "sha256'/>"
            + "<MGF xmlns='" + XENC11 + "' Algorithm='" + XENC11 + "mgf1sha256'/></EncryptionMethod>\n"
            + cipherData(transport.doFinal(key.getEncoded())) + "</EncryptedKey>\n</KeyInfo>\n"
            + cipherData(value) + "</EncryptedData>";
        Files.writeString(out, written);
    }

    static String cipherData(byte[] value) {
        return "<CipherData><CipherValue>" + Base64.getMimeEncoder().encodeToString(value) + "</CipherValue></CipherData>";
    }

    static void decrypt(String keyFile, String in, Path out) throws Exception {
        DocumentBuilderFactory builders = DocumentBuilderFactory.newInstance();
        builders.setNamespaceAware(true);
        Document document = builders.newDocumentBuilder().parse(new FileInputStream(in));
        Element data = document.getDocumentElement();
        Element key = (Element) data.getElementsByTagNameNS(XENC, "EncryptedKey").item(0);
        require(data, XENC11 + "aes256-gcm");
        require(key, XENC11 + "rsa-oaep");
        require(((Element) key.getElementsByTagNameNS(DS, "DigestMethod").item(0)), XENC + "sha256");
        require(((Element) key.getElementsByTagNameNS(XENC11, "MGF").item(0)), XENC11 + "mgf1sha256");
        Cipher transport = Cipher.getInstance("RSA/ECB/OAEPPadding");
        transport.init(Cipher.DECRYPT_MODE, key(keyFile), OAEP);
        SecretKeySpec secret = new SecretKeySpec(transport.doFinal(value(key)), "AES");
        byte[] value = value(data);
        Cipher content = Cipher.getInstance("AES/GCM/NoPadding");
        content.init(Cipher.DECRYPT_MODE, secret, new GCMParameterSpec(128, value, 0, 12));
        Files.write(out, content.doFinal(value, 12, value.length - 12));
    }

    static void require(Element owner, String algorithm) {
        Element method = owner.getLocalName().startsWith("Encrypted")
            ? (Element) owner.getElementsByTagNameNS(XENC, "EncryptionMethod").item(0)
            : owner;
        if (!method.getAttribute("Algorithm").equals(algorithm)) {
            throw new IllegalStateException(method.getAttribute("Algorithm"));
        }
    }

    static byte[] value(Element owner) {
        var values = owner.getElementsByTagNameNS(XENC, "CipherValue");
        String text = values.item(values.getLength() - 1).getTextContent();
        return Base64.getMimeDecoder().decode(text.getBytes(StandardCharsets.US_ASCII));
    }

    static PrivateKey key(String file) throws Exception {
        String text = Files.readString(Path.of(file)).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    }
}
