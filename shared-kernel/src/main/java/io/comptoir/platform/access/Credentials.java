package io.comptoir.platform.access;

import io.comptoir.platform.access.Verification.Accepted;
import io.comptoir.platform.access.Verification.Refused;
import org.springframework.stereotype.Component;

/** What a caller shows, a key or a token, and what it is worth. Every answer is recorded. */
@Component
public final class Credentials {

    private final ApiKeys keys;
    private final Tokens tokens;
    private final Authentications authentications;

    Credentials(ApiKeys keys, Tokens tokens, Authentications authentications) {
        this.keys = keys;
        this.tokens = tokens;
        this.authentications = authentications;
    }

    /** Verifies what stands behind {@code Bearer}. */
    public Verification verify(String bearer) {
        // Two dots make a token; whatever else it is, it cannot be a key.
        boolean token = !ApiKey.looksLikeOne(bearer)
                && bearer.chars().filter(each -> each == '.').count() == 2;
        Verification verification = token ? tokens.verify(bearer) : keys.verify(bearer);
        return recorded(token ? Authentications.Kind.TOKEN : Authentications.Kind.KEY, verification);
    }

    /** Verifies a key that is shown to get a token. */
    public Verification verifyClient(String key) {
        return recorded(Authentications.Kind.CLIENT, keys.verify(key));
    }

    /** Whose key it would be, if its secret were known. */
    public Verification lookUp(io.comptoir.contract.values.ApiKeyId id) {
        return keys.holderOf(id);
    }

    private Verification recorded(Authentications.Kind kind, Verification verification) {
        switch (verification) {
            case Accepted accepted -> authentications.accepted(kind, accepted);
            case Refused refused -> authentications.refused(kind, refused);
        }
        return verification;
    }
}
