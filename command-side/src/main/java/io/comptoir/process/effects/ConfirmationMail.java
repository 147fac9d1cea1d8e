package io.comptoir.process.effects;

import io.comptoir.contract.orders.OrderLine;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.Money;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;

/** The mail that says what was ordered: plain text, without anything that tells when it is read. */
final class ConfirmationMail extends MimeMessage {

    private final String id;

    private ConfirmationMail(Session session, String id) {
        super(session);
        this.id = id;
    }

    /**
     * Writes the mail for an order.
     *
     * @param address of the customer, as the order has it
     * @throws AddressException if that is not one address, and nothing but an address
     */
    static ConfirmationMail of(
            Session session, InternetAddress sender, String address, EffectId effect, OrderState order, Instant at)
            throws MessagingException {
        ConfirmationMail mail = new ConfirmationMail(session, idOf(effect, sender));
        mail.setFrom(sender);
        mail.setRecipient(Message.RecipientType.TO, plainAddress(address));
        mail.setSubject("Your order " + nameOf(order), StandardCharsets.UTF_8.name());
        mail.setSentDate(Date.from(at));
        mail.setHeader("Auto-Submitted", "auto-generated"); // Holiday notes need not answer it.
        mail.setText(textOf(order), StandardCharsets.UTF_8.name());
        mail.saveChanges();
        return mail;
    }

    /** The mail's id is the effect's: the same however often it is sent. */
    static String idOf(EffectId effect, InternetAddress sender) {
        String address = sender.getAddress();
        return "<" + effect + "@" + address.substring(address.lastIndexOf('@') + 1) + ">";
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }

    static InternetAddress plainAddress(String text) throws AddressException {
        InternetAddress parsed = new InternetAddress(text, true);
        if (parsed.isGroup() || !parsed.getAddress().equals(text)) {
            throw new AddressException("is more than an address");
        }
        return parsed;
    }

    private static String nameOf(OrderState order) {
        return order.externalId() == null
                ? order.id().toString()
                : order.externalId().value();
    }

    static String textOf(OrderState order) {
        StringBuilder text = new StringBuilder("Thank you for your order.\r\n\r\n");
        text.append("Order: ").append(order.id()).append("\r\n");
        if (order.externalId() != null) {
            text.append("Number: ").append(order.externalId().value()).append("\r\n");
        }
        text.append("\r\n");
        for (OrderLine line : order.lines()) {
            text.append(line.quantity().value())
                    .append(" x ")
                    .append(line.name())
                    .append(" (")
                    .append(line.sku())
                    .append("): ")
                    .append(words(line.total()))
                    .append("\r\n");
        }
        return text.append("\r\nTotal: ")
                .append(words(order.total()))
                .append("\r\n")
                .toString();
    }

    private static String words(Money money) {
        return money.currency().getCurrencyCode() + " " + money.amount();
    }
}
