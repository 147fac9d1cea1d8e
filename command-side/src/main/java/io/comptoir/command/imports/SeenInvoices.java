package io.comptoir.command.imports;

/**
 * The numbers of the invoices that a file had so far, exactly, in 16 to 32 bytes each. A file of 100 MB can have millions of
 * invoices; a set of texts would take several times the memory.
 */
final class SeenInvoices {

    /** The longest number that can be kept. */
    static final int MAX_DIGITS = 17;

    /** The most invoices of one file; the numbers then take 64 MB, and 96 MB for the moment of the last growth. */
    static final int MAX_INVOICES = 4_000_000;

    private static final int INITIAL_SLOTS = 1 << 12;

    /** Spreads numbers that follow each other, as those of invoices do: 2^64 divided by the golden ratio. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    /** Free slots hold 0, which no number is encoded to. */
    private long[] slots = new long[INITIAL_SLOTS];

    private int size;

    boolean isFull() {
        return size == MAX_INVOICES;
    }

    /**
     * @param number 1 to {@value #MAX_DIGITS} digits
     * @return whether it was not there before
     */
    boolean add(String number) {
        if (2 * size >= slots.length) {
            grow();
        }
        return put(encoded(number));
    }

    // The number of digits keeps 7 and 007 apart; 17 digits need 57 bits and their count 5.
    private static long encoded(String number) {
        return Long.parseLong(number) << 5 | number.length();
    }

    private boolean put(long code) {
        int mask = slots.length - 1;
        int slot = (int) ((code * SPREAD) >>> 32) & mask;
        while (slots[slot] != 0) {
            if (slots[slot] == code) {
                return false;
            }
            slot = (slot + 1) & mask;
        }
        slots[slot] = code;
        size++;
        return true;
    }

    private void grow() {
        long[] before = slots;
        slots = new long[2 * before.length];
        size = 0;
        for (long code : before) {
            if (code != 0) {
                put(code);
            }
        }
    }
}
