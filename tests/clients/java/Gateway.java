// The gateway that a client is tested against, as run.sh started it: settings from the environment, certificates, checks.
import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

final class Gateway {
    private Gateway() {}

    static String setting(String name) {
        String value = System.getenv(name);
        check(value != null, name + " is set");
        return value;
    }

    static void check(boolean holds, String fact) {
        if (!holds) {
            System.err.println("failed: " + fact);
            System.exit(1);
        }
    }

    // `store`: certificate and key of a peer as PKCS #12 with the password "test".
    static SSLContext tls(String store) throws Exception {
        char[] password = "test".toCharArray();
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (FileInputStream in = new FileInputStream(store)) {
            own.load(in, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        try (FileInputStream in = new FileInputStream(setting("RENKEI_CA"))) {
            authorities.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext out = SSLContext.getInstance("TLSv1.3");
        out.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return out;
    }
}
