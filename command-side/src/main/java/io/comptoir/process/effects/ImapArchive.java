package io.comptoir.process.effects;

import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.search.MessageIDTerm;
import java.time.Duration;
import java.util.Properties;

/** The mailbox that has a copy of each mail, asked by IMAP. */
final class ImapArchive implements MailArchive {

    private static final String LIMIT_MILLIS =
            Long.toString(Duration.ofSeconds(20).toMillis());

    private final MailSettings.Archive settings;
    private final Session session;
    private final String protocol;

    ImapArchive(MailSettings.Archive settings) {
        this.settings = settings;
        this.protocol = settings.tls() ? "imaps" : "imap";
        Properties properties = new Properties();
        for (String limit : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.put("mail." + protocol + "." + limit, LIMIT_MILLIS);
        }
        properties.put("mail." + protocol + ".ssl.checkserveridentity", "true");
        this.session = Session.getInstance(properties);
    }

    @Override
    public boolean has(String messageId) throws MessagingException {
        try (Store store = session.getStore(protocol)) {
            store.connect(settings.host(), settings.port(), settings.user(), settings.password());
            try (Folder folder = store.getFolder(settings.folder())) {
                folder.open(Folder.READ_ONLY);
                return folder.search(new MessageIDTerm(messageId)).length > 0;
            }
        }
    }
}
