package io.comptoir.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;

/** Asks for tokens as any OAuth 2 client does. */
final class Tokens {

    private Tokens() {}

    /** @param scope permissions with spaces between; empty for all that the key has */
    static String get(RunningServer server, String keyId, String secret, String scope) {
        return ask(server, keyId, secret, scope)
                .expect(200)
                .json()
                .get("access_token")
                .asString();
    }

    static Answer ask(RunningServer server, String keyId, String secret, String scope) {
        String basic = Base64.getEncoder().encodeToString((keyId + ":" + secret).getBytes(UTF_8));
        String form = "grant_type=client_credentials" + (scope.isEmpty() ? "" : "&scope=" + Api.encoded(scope));
        return Api.at(server.apiAddress())
                .with("Authorization", "Basic " + basic)
                .send("POST", "/oauth2/token", "application/x-www-form-urlencoded", BodyPublishers.ofString(form));
    }
}
