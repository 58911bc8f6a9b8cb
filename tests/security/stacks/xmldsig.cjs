// Signs and verifies with xml-crypto, for the tests:
//   node xmldsig.cjs sign PREFIX KEY CERTIFICATE IN OUT     ("-" for no prefix)
//   node xmldsig.cjs verify [CERTIFICATE FILE]...           (prints "valid", "invalid" or "unknown" for each file)
//   node xmldsig.cjs canonical FILE SIGNED_INFO CONTENT     (writes the two parts in C14N)
"use strict";
const crypto = require("node:crypto");
const fs = require("node:fs");
const { DOMParser } = require("@xmldom/xmldom");
const { SignedXml } = require("xml-crypto");

const DS = "http://www.w3.org/2000/09/xmldsig#";
const MORE = "http://www.w3.org/2001/04/xmldsig-more#";
const C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const ECDSA = MORE + "ecdsa-sha256";

/** xml-crypto knows RSA and HMAC; the curve's arithmetic is Node's. */
class EcdsaSha256 {
  getSignature(signedInfo, key) {
    return crypto.sign("sha256", Buffer.from(signedInfo), { key, dsaEncoding: "ieee-p1363" }).toString("base64");
  }
  verifySignature(material, key, value) {
    const made = Buffer.from(value, "base64");
    return crypto.verify("sha256", Buffer.from(material), { key, dsaEncoding: "ieee-p1363" }, made);
  }
  getAlgorithmName() {
    return ECDSA;
  }
}

function newSignature(options) {
  const signature = new SignedXml(options);
  signature.SignatureAlgorithms[ECDSA] = EcdsaSha256;
  return signature;
}

function sign(prefix, keyFile, certificateFile, input, output) {
  const certificate = fs.readFileSync(certificateFile);
  const isElliptic = new crypto.X509Certificate(certificate).publicKey.asymmetricKeyType === "ec";
  const signature = newSignature({
    privateKey: fs.readFileSync(keyFile),
    publicCert: certificate,
    signatureAlgorithm: isElliptic ? ECDSA : MORE + "rsa-sha256",
    canonicalizationAlgorithm: C14N,
  });
  signature.addReference({
    xpath: "/*",
    uri: "",
    isEmptyUri: true,
    digestAlgorithm: "http://www.w3.org/2001/04/xmlenc#sha256",
    transforms: [DS + "enveloped-signature", C14N],
  });
  signature.computeSignature(fs.readFileSync(input, "utf8"), {
    prefix: prefix === "-" ? "" : prefix,
    location: { reference: "/*", action: "append" },
  });
  fs.writeFileSync(output, signature.getSignedXml());
}

function judged(certificateFile, file) {
  const text = fs.readFileSync(file, "utf8");
  const found = new DOMParser().parseFromString(text, "text/xml").getElementsByTagNameNS(DS, "Signature");
  const signature = newSignature({ publicCert: fs.readFileSync(certificateFile), getCertFromKeyInfo: () => null });
  signature.loadSignature(found[found.length - 1]);
  try {
    return signature.checkSignature(text) ? "valid" : "invalid";
  } catch (refusal) {
    if (/not supported/i.test(refusal.message)) return "unknown";
    if (/invalid|mismatch|validation/i.test(refusal.message)) return "invalid";
    throw refusal;
  }
}

/** What the last signature of a file is computed over: SignedInfo, and what its one reference names. */
function canonical(file, signedInfo, content) {
  const document = new DOMParser().parseFromString(fs.readFileSync(file, "utf8"), "text/xml");
  const found = document.getElementsByTagNameNS(DS, "Signature");
  const signature = newSignature({});
  signature.loadSignature(found[found.length - 1]);
  fs.writeFileSync(signedInfo, signature.getCanonSignedInfoXml(document));
  fs.writeFileSync(content, signature.getCanonReferenceXml(document, signature.getReferences()[0], document.documentElement));
}

const [verb, ...given] = process.argv.slice(2);
if (verb === "sign") {
  sign(...given);
} else if (verb === "canonical") {
  canonical(...given);
} else {
  for (let i = 0; i < given.length; i += 2) console.log(judged(given[i], given[i + 1]));
}
