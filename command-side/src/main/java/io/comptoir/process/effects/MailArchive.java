package io.comptoir.process.effects;

import jakarta.mail.MessagingException;

/** A place that has a copy of each mail, and so knows of one in particular whether it was taken. */
interface MailArchive {

    /** Whether the mail with this id has arrived there. */
    boolean has(String messageId) throws MessagingException;
}
