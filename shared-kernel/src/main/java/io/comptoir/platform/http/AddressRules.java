package io.comptoir.platform.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** Which addresses are looked at: those with one form only, so that no two rules can read the same one differently. */
@Configuration(proxyBeanMethods = false)
class AddressRules {

    private static final Logger log = LoggerFactory.getLogger(AddressRules.class);

    @Bean
    HttpFirewall oneFormOfEachAddress() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        // A SKU may contain a percent sign, and an address is decoded once.
        firewall.setAllowUrlEncodedPercent(true);
        // What a route does not offer is answered with the methods that it does.
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    @Bean
    RequestRejectedHandler refusal(ProblemWriter problems) {
        return (request, response, rejected) -> problems.write(response, notInOneForm());
    }

    /** The message of the firewall may quote the address, in which anybody can have written anything. */
    static Problem notInOneForm() {
        log.atInfo().addKeyValue("outcome", "refused").log("an address is not in its one form");
        return Problem.malformed(
                "address",
                "must be in its plain form: no parameters behind a semicolon, no empty, . or .. segments, no encoded"
                        + " slashes, full stops or line breaks");
    }
}
