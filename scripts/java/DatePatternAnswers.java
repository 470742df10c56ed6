import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DateFormatSymbols;
import java.text.ParsePosition;
import java.text.SimpleDateFormat;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;

/**
 * Asks Java itself how it writes and reads dates: java DatePatternAnswers.java FOLDER writes the answers as JSON files,
 * java DatePatternAnswers.java zones prints the names of all time zones. Java 17, run with -Duser.language=en.
 */
public class DatePatternAnswers {
    static final String[] MOMENTS = {
        "2020-02-09T13:04:05.678", "2020-12-31T23:59:59.999999999", "2021-01-01T00:00", "2021-01-03T12:00",
        "1969-12-31T23:59:59.001", "0001-01-01T00:00", "0000-12-31T06:07:08.09", "9999-12-31T12:00:00.5",
        "1582-10-10T18:30:15.000123", "-0044-03-15T21:00", "12345-06-07T05:59:59.1"};

    static final String[] MOMENT_FORMATS = {
        "yyyy-MM-dd HH:mm:ss.SSS", "y", "yy", "yyy", "yyyy", "yyyyy", "u", "uu", "uuuu", "uuuuu", "M", "MM", "MMM", "MMMM", "MMMMM",
        "L", "LL", "LLL", "LLLL", "LLLLL", "d dd", "D", "DD", "DDD", "E EE EEE", "EEEE", "EEEEE", "e ee", "eee", "eeee", "eeeee",
        "c", "ccc", "cccc", "ccccc", "a", "B", "BBBB", "BBBBB", "h hh", "K KK", "k kk", "H HH", "m mm s ss", "S", "SS", "SSSSSS",
        "SSSSSSSSS", "A", "AAAAAAAAAA", "n", "nnnnnnnnn", "N", "NNNNNNNNNNNNNNNN", "Q QQ", "QQQ", "QQQQ", "QQQQQ", "q qqq", "w ww", "W",
        "Y", "YY", "YYY", "YYYY", "YYYYY", "G GG GGG", "GGGG", "GGGGG", "F", "g", "ggggggg", "yyyy'T'HH", "''", "'o''clock' h", "[yyyy][MM]",
        "yyyy[-zz]", "[VV]x'x'", "yyyy[", "ppppd", "pppMM", "pppppH:mm", "ppyyyy", "pphh", "dd.MM.yy|HH", "EEE, d MMM yyyy HH:mm:ss", "h:mm a",
        "z", "VV", "v", "O", "OOOO", "X", "xxx", "Z", "ZZZZ", "ZZZZZ", "b", "f", "i", "j", "l", "o", "r", "t", "C", "I", "J", "P", "R", "T", "U",
        "MMMMMM", "ddd", "aa", "EEEEEE", "GGGGGG", "QQQQQQ", "HHH", "cc", "SSSSSSSSSS", "DDDD", "www", "WW", "FF", "BB", "VVV", "OO", "XXXXXX", "ZZZZZZ",
        "zzzzz", "vv", "{", "}", "#", "]", "'abc", "yyyy'", "p", "pp", "ppH mm", "ppHmm", "", "日yyyy年", "é.,;:!?/\\|@$%^&*()_+=~`<>"};

    static final String[][] MOMENT_PARSES = {
        {"yyyy-MM-dd", "2020-02-29|2020-02-30|2020-02-31|2020-02-32|2021-02-29|2020-13-01|2020-00-01|0000-01-01|20200-01-01|+20200-01-01|-2020-01-01|2020-1-01| 2020-01-01|2020-01-01 |٢٠٢٠-01-01|2020-04-31"},
        {"uuuu-MM-dd", "0000-01-01|-0001-01-01|+12345-01-01|12345-01-01|+2020-01-01|-0000-01-01"},
        {"u-M-d", "0-1-1|-1-1-1|12345-1-1|+5-1-1|2020-01-01|2020-001-01"},
        {"y-M-d", "5-1-1|0-1-1|-5-1-1|12345-12-31"},
        {"yy-MM-dd", "20-01-01|99-01-01|00-01-01|2020-01-01|1-01-01"},
        {"yyMMdd", "200229|990101|20200229"},
        {"yyyyMMdd", "20200229|20200230|2020229|+120200229|020200229"},
        {"yyyyMMddHHmmss", "20200229101112|2020022910111"},
        {"yyyyMMddHHmmssSSS", "20200229101112345|2020022910111234"},
        {"HHmmss", "101112|240000|240001|250000|1011"},
        {"Hmm", "1011|911|91"},
        {"yDDD", "2020060|12020060"},
        {"yyyyDDD", "2020060|2020366|2021366|2020000"},
        {"yyyy-D", "2020-60|2020-366|2020-060"},
        {"yyyy-MM-dd HH:mm:ss.SSS", "2020-02-29 10:11:12.345|2020-02-29 10:11:12.34|2020-02-29 10:11:12.3456|2020-02-29 24:00:00.000|2020-02-29 24:00:00.001|2020-02-29 10:60:00.000"},
        {"yyyy-MM-dd HH:mm:ss.SSSSSSSSS", "2020-02-29 10:11:12.123456789|2020-02-29 10:11:12.123"},
        {"yyyy-MM-dd'T'HH:mm[:ss][.SSS]", "2020-02-29T10:11|2020-02-29T10:11:12|2020-02-29T10:11:12.345|2020-02-29T10:11.345|2020-02-29T10:11:"},
        {"[yyyy-MM-dd][dd.MM.yyyy]", "2020-02-29|29.02.2020||2020-02-29x"},
        {"MMM d yyyy", "Feb 29 2020|feb 29 2020|FEB 29 2020|February 29 2020|Sep 1 2020|Sept 1 2020|May 1 2020"},
        {"MMMM d yyyy", "February 29 2020|Feb 29 2020|May 31 2021"},
        {"MMMMM d yyyy", "J 1 2020|M 1 2020|A 1 2020|F 30 2020|X 1 2020"},
        {"LLL yyyy", "Mar 2020|March 2020"},
        {"EEE yyyy-MM-dd", "Sat 2020-02-29|Sun 2020-02-29|Saturday 2020-02-29"},
        {"EEEE yyyy-MM-dd", "Saturday 2020-02-29|saturday 2020-02-29"},
        {"EEEEE yyyy-MM-dd", "S 2020-02-29|S 2020-03-01|T 2020-02-27|T 2020-02-25"},
        {"e yyyy-MM-dd", "7 2020-02-29|6 2020-02-29|8 2020-02-29"},
        {"eee yyyy-MM-dd", "Sat 2020-02-29|Sun 2020-02-29"},
        {"c yyyy-MM-dd", "7 2020-02-29|0 2020-02-29"},
        {"hh:mm a", "10:11 PM|10:11 AM|12:00 AM|12:00 PM|00:30 AM|13:00 PM|10:11 pm"},
        {"KK:mm a", "10:11 PM|00:11 PM|12:00 AM"},
        {"kk:mm", "24:00|01:00|00:30|25:00"},
        {"hh:mm", "10:11|12:11|13:11"},
        {"a", "PM|AM|P"},
        {"H a", "10 AM|10 PM|22 PM"},
        {"h:mm B", "10:11 in the morning|10:11 at night|12:00 noon|12:00 midnight|3:00 in the afternoon|7:30 in the evening|1:00 in the morning|2:00 at night"},
        {"B", "noon|midnight|in the morning|in the afternoon|in the evening|at night|morning"},
        {"H:mm B", "10:11 in the morning|10:11 at night|12:00 noon"},
        {"hh B", "10 in the morning|02 at night|12 noon"},
        {"A", "0|86399999|86400000|45045678"},
        {"N", "0|45045678901234|86399999999999|86400000000000"},
        {"n", "12345|1000000000"},
        {"s", "12|60"},
        {"mm:ss", "10:11"},
        {"HH:ss", "10:11"},
        {"HH:mm:ss n", "10:11:12 12345"},
        {"HH:mm:ss A", "10:11:12 36672000|10:11:12 0"},
        {"yyyy G", "5 BC|0005 BC|0005 AD|2020 AD|2020 ad"},
        {"y G", "5 BC|5 AD|0 BC"},
        {"y GGGG", "5 Before Christ|5 Anno Domini"},
        {"y GGGGG", "5 B|5 A"},
        {"G", "AD|BC"},
        {"u y G", "2020 2020 AD|2020 2021 AD|-4 5 BC"},
        {"yyyy uuuu", "2020 2020|2020 2021"},
        {"Q yyyy", "1 2020|5 2020"},
        {"QQQ yyyy-MM-dd", "Q1 2020-02-29|Q2 2020-02-29"},
        {"QQQQ yyyy", "1st quarter 2020|2nd quarter 2020"},
        {"YYYY-'W'ww-e", "2020-W10-1|2020-W01-1|2020-W53-7|2020-W54-1|2021-W01-1|2020-W00-1"},
        {"YYYY-'W'ww", "2020-W10"},
        {"YYYY ww EEE", "2020 10 Mon|2020 10 Sun"},
        {"YYYYwwe", "2020101|2020537"},
        {"yyyy-MM W e", "2020-02 1 7|2020-02 3 2|2020-02 0 1|2020-02 6 1|2020-02 7 1"},
        {"yyyy-MM-dd w", "2020-02-29 9|2020-02-29 8"},
        {"yyyy-MM-dd YYYY", "2020-12-31 2021|2020-12-31 2020"},
        {"g", "58908|0|40587"},
        {"F yyyy-MM-dd", "1 2020-02-29|2 2020-02-29"},
        {"yyyy", "2020|20200|20|0000"},
        {"yyyy MM", "2020 02|2020 2"},
        {"MM", "02|13"},
        {"dd", "31|32|00"},
        {"dd MM", "31 02|29 02|28 02"},
        {"dd HH:mm", "31 24:00"},
        {"yyyy-MM-dd X", "2020-01-01 Z|2020-01-01 +02|2020-01-01 +0230|2020-01-01 +02:30|2020-01-01 z|2020-01-01 "},
        {"yyyy-MM-dd XX", "2020-01-01 +0230|2020-01-01 +02|2020-01-01 Z"},
        {"yyyy-MM-dd XXX", "2020-01-01 +02:30|2020-01-01 +0230|2020-01-01 Z|2020-01-01 -24:00"},
        {"yyyy-MM-dd XXXX", "2020-01-01 +023045|2020-01-01 +0230"},
        {"yyyy-MM-dd XXXXX", "2020-01-01 +02:30:45|2020-01-01 +02:30"},
        {"yyyy-MM-dd x", "2020-01-01 +00|2020-01-01 Z|2020-01-01 -0530"},
        {"yyyy-MM-dd xxx", "2020-01-01 +00:00|2020-01-01 -05:30"},
        {"yyyy-MM-dd Z", "2020-01-01 +0000|2020-01-01 -0530|2020-01-01 Z|2020-01-01 -05:30"},
        {"yyyy-MM-dd ZZZZ", "2020-01-01 GMT|2020-01-01 GMT-05:30|2020-01-01 GMT-5"},
        {"yyyy-MM-dd ZZZZZ", "2020-01-01 Z|2020-01-01 -05:30"},
        {"yyyy-MM-dd O", "2020-01-01 GMT|2020-01-01 GMT+8|2020-01-01 GMT+08:30|2020-01-01 UTC|2020-01-01 GMT+"},
        {"yyyy-MM-dd OOOO", "2020-01-01 GMT+08:30|2020-01-01 GMT+8|2020-01-01 GMT"},
        {"yyyy-MM-dd VV", "2020-01-01 UTC|2020-01-01 Europe/Berlin|2020-01-01 GMT+08:00|2020-01-01 +08:00|2020-01-01 Z|2020-01-01 nowhere|2020-01-01 europe/berlin|2020-01-01 UTC+5|2020-01-01 GMT0|2020-01-01 EST|2020-01-01 PST"},
        {"yyyy-MM-dd z", "2020-01-01 UTC|2020-01-01 PST|2020-01-01 CET|2020-01-01 CEST|2020-01-01 Europe/Berlin|2020-01-01 XYZ|2020-01-01 pst"},
        {"yyyy-MM-dd zzzz", "2020-01-01 Pacific Standard Time|2020-01-01 Central European Summer Time|2020-01-01 PST"},
        {"VV yyyy", "Europe/Berlin 2020|Z 2020"},
        {"'x'yyyy", "x2020|2020|X2020"},
        {"ppppd", "   5|5|  15|    5"},
        {"pppM/d", "  2/5| 2/5"},
        {"''yyyy", "'2020"},
        {"", "|x"},
        {"yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2020-02-29T10:11:12.345+01:00|2020-02-29T10:11:12.345Z"},
        {"dd/MMM/yyyy:HH:mm:ss Z", "10/Oct/2000:13:55:36 -0700"},
        {"EEE, dd MMM yyyy HH:mm:ss z", "Sat, 29 Feb 2020 10:11:12 GMT"},
        {"yyyy年MM月dd日", "2020年02月29日"}};

    static final String[] ZONES = {"UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Australia/Lord_Howe", "GMT+03:00", "Africa/Monrovia"};
    /** The two changes of the clocks of 2020 in three zones, half an hour around each; before 1970, 1900 and 1582; far ahead. */
    static final long[] INSTANTS = {
        1581253445678L, 1585443599999L, 1585443600000L, 1603585800000L, 1603589400000L, 1583661599000L, 1583661600000L, 1604219400000L, 1604223000000L,
        1601739000000L, 1601740799999L, 1586012400000L, 1586014200000L, -1L, -86400001L, -2208988800001L, -2208988800000L, -1500000000000L, -800000000000L, -12219292800000L,
        -12219292800001L, -62135596800001L, -62167219200001L, 253402300800000L, 4102444800000L, 1609459199999L, 1609459200000L, -5000000000000L};
    static final String[] CALENDAR_FORMATS = {
        "yyyy-MM-dd HH:mm:ss.SSS", "y yy yyy yyyyy", "M MM MMM MMMM MMMMM", "L LL LLL LLLL", "d dd ddd D DDD", "E EEEE EEEEE u uu", "a aa", "H HH k kk K KK h hh", "m mm s ss S SS SSSSS",
        "w ww W F", "Y YY YYYY", "G GGGG", "z", "zzzz", "Z ZZZZ", "X XX XXX", "'o''clock'", "yyyy.MM.dd G 'at' HH:mm:ss z", "EEE, MMM d, ''yy"};
    static final String[] BAD_CALENDAR_PATTERNS = {"b", "yyyy'", "XXXX", "c", "e", "Q", "V", "T", "n", "A", "N", "O", "x", "B", "p", "[yyyy]", "{", "#", ""};

    static final String[][] CALENDAR_PARSES = {
        {"yyyy-MM-dd HH:mm:ss", "2020-02-29 10:11:12|2020-02-30 25:61:61|2020-1-1 1:1:1|2020-01-01 00:00:00 rest|2020-01-01T00:00:00|bad||2020-01-01|20-01-01 00:00:00|  2020-01-01 00:00:00|2020- 01- 01 10:11:12|-1-01-01 00:00:00|2020--1-01 00:00:00|0000-01-01 00:00:00|12345-01-01 00:00:00|1582-10-10 00:00:00|1582-10-04 23:59:59|1582-10-15 00:00:00|1500-02-29 00:00:00|1900-02-29 00:00:00|1969-12-31 23:59:59|2020-03-29 02:30:00|2020-10-25 02:30:00|2020-03-08 02:30:00|2020-11-01 01:30:00|2020-10-04 02:15:00|2020-04-05 01:45:00|1880-01-01 00:00:00|1850-06-01 12:00:00|1916-05-01 00:00:00|1945-05-24 02:30:00|2050-07-01 00:00:00|2020-01-01 10:11:12.9|1E3-01-01 00:00:00"},
        {"yyyy-MM-dd", "2020-02-29|2020-02-29 10:11:12|2020-2-9|2020/02/09|99-1-1"},
        {"yyyyMMdd", "20200229|2020229|20201301|202002291|2020"},
        {"yyyyMMddHHmmssSSS", "20200229101112345|20200229101112"},
        {"yy-MM-dd", "20-01-01|45-06-01|46-06-01|47-06-01|99-01-01|2020-01-01|5-01-01|-5-01-01|00-01-01"},
        {"yyMMdd", "200229|460101|451231"},
        {"y-M-d", "20-1-1|2020-1-1|5-1-1"},
        {"MMM d yyyy", "Feb 29 2020|february 29 2020|FEBRUARY 29 2020| Feb 29 2020|Fe 29 2020|Sept 1 2020|May 1 2020"},
        {"MMMM d yyyy", "Feb 29 2020|February 29 2020"},
        {"L yyyy", "2 2020|Feb 2020"}, {"LLL yyyy", "Feb 2020"},
        {"d MMM", "1 Mar|31 Feb"},
        {"EEE yyyy-MM-dd", "Sat 2020-02-29|Mon 2020-02-29|saturday 2020-02-29|Xyz 2020-02-29"},
        {"yyyy-MM-dd EEE", "2020-02-29 Mon"},
        {"yyyy w E", "2020 10 Mon|2020 1 Sun|2020 60 Sat"}, {"yyyy w", "2020 10|2020 0"}, {"w", "10"}, {"E", "Mon|Sun"}, {"u", "1|7|0|9"},
        {"YYYY w u", "2020 10 1|2020 1 7|2021 1 5|2020 10 9|2020 10 0|2020 0 1"}, {"YYYY", "2020|2021"}, {"YYYY-MM-dd", "2020-06-15|2021-01-01"}, {"YYYY w HH:mm", "2020 10 11:12"},
        {"yyyy MM W E", "2020 02 2 Mon|2020 02 0 Sat|2020 02 7 Sun"}, {"yyyy MM W", "2020 02 2"}, {"yyyy MM F E", "2020 02 2 Mon|2020 02 5 Sat|2020 02 6 Sat|2020 02 0 Sat|2020 02 -1 Sat"}, {"yyyy MM F", "2020 02 2"},
        {"yyyy D", "2020 60|2021 366|2020 0|2020 400"}, {"yyyy D MM dd", "2020 60 01 15"}, {"D", "100"}, {"F", "3"}, {"W", "3"},
        {"hh:mm a", "10:11 PM|12:00 AM|12:00 pm|00:30 PM|13:00 AM|10:11"}, {"KK:mm a", "10:11 PM|12:11 AM"}, {"kk:mm", "24:00|01:00|25:30"}, {"HH:mm", "24:00|25:61|-1:30|1:2"}, {"h", "5|12|13"}, {"a", "PM|am|x"}, {"a h", "PM 5"}, {"H a", "5 PM|17 AM"}, {"h H a", "5 20 PM"}, {"H h a", "20 5 PM"},
        {"yyyy-MM-dd HH:mm:ss.SSS", "2020-01-01 00:00:00.5|2020-01-01 00:00:00.123456|2020-01-01 00:00:00.12345678901"}, {"S", "1500|-1"}, {"s", "90"}, {"m", "-5"},
        {"yyyy G", "5 BC|5 AD|5 bc|0 AD|2020 Anno Domini"}, {"G yyyy-MM-dd", "BC 0044-03-15|AD 0044-03-15"},
        {"yyyy-MM-dd HH:mm Z", "2020-01-01 00:00 +0100|2020-01-01 00:00 -0530|2020-01-01 00:00 +01:00|2020-01-01 00:00 GMT+1:30|2020-01-01 00:00 GMT|2020-01-01 00:00 PST|2020-01-01 00:00 UTC|2020-01-01 00:00 Z|2020-01-01 00:00 +2500|2020-01-01 00:00 +01"},
        {"yyyy-MM-dd HH:mm z", "2020-07-01 00:00 PST|2020-07-01 00:00 PDT|2020-01-01 00:00 PDT|2020-07-01 00:00 CET|2020-07-01 00:00 CEST|2020-07-01 00:00 pst|2020-07-01 00:00 Pacific Daylight Time|2020-07-01 00:00 IST|2020-07-01 00:00 EST|2020-07-01 00:00 CST|2020-07-01 00:00 BST|2020-07-01 00:00 JST|2020-07-01 00:00 GMT+02:00|2020-07-01 00:00 GMT-3|2020-07-01 00:00 XYZ|2020-07-01 00:00 Europe/Berlin|2020-07-01 00:00 LHST|2020-07-01 00:00 LHDT|2020-07-01 00:00 +0200|2020-07-01 00:00 AEST|2020-03-08 02:30 PST"},
        {"yyyy-MM-dd HH:mm X", "2020-01-01 00:00 Z|2020-01-01 00:00 +01|2020-01-01 00:00 +0130|2020-01-01 00:00 +1|2020-01-01 00:00 GMT"}, {"yyyy-MM-dd HH:mm XX", "2020-01-01 00:00 +0130|2020-01-01 00:00 +01:30"}, {"yyyy-MM-dd HH:mm XXX", "2020-01-01 00:00 +01:30|2020-01-01 00:00 +0130|2020-01-01 00:00 Z"},
        {"'x'yyyy", "x2020|2020|X2020"}, {"yyyy'T'MM", "2020T05|2020 05"}, {"''yyyy", "'2020"}, {"dd.MM.yyyy", "29.02.2020|29.2.2020|29 .02.2020"}, {"yyyy年MM月", "2020年05月"}, {"HH 'h'", "5 h"}, {"H", "10|010|+5|1,000|1.5"}, {"yyyy", "2020|+2020| 2020|2020E1|2E3"}, {"MMdd", "0229|229"}, {"Hmm", "1011|911"}};

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ENGLISH);
        if (arguments[0].equals("zones")) {
            printZones();
            return;
        }
        Path folder = Path.of(arguments[0]);
        Files.writeString(folder.resolve("moment-format.json"), momentFormats());
        Files.writeString(folder.resolve("moment-parse.json"), momentParses());
        Files.writeString(folder.resolve("calendar-format.json"), calendarFormats());
        Files.writeString(folder.resolve("calendar-parse.json"), calendarParses());
    }

    static String momentFormats() {
        List<String> lines = new ArrayList<>();
        for (String pattern : MOMENT_FORMATS) {
            List<String> answers = new ArrayList<>();
            for (String moment : MOMENTS) {
                String answer;
                try {
                    answer = LocalDateTime.parse(moment.startsWith("1234") ? "+" + moment : moment).format(DateTimeFormatter.ofPattern(pattern));
                } catch (RuntimeException failure) {
                    answer = null;
                }
                answers.add(quote(moment) + ": " + quote(answer));
            }
            lines.add("  {\"pattern\": " + quote(pattern) + ", \"answers\": {" + String.join(", ", answers) + "}}");
        }
        return "[\n" + String.join(",\n", lines) + "\n]\n";
    }

    static String momentParses() {
        List<String> lines = new ArrayList<>();
        for (String[] row : MOMENT_PARSES) {
            List<String> answers = new ArrayList<>();
            for (String text : row[1].split("\\|", -1)) {
                String answer;
                try {
                    TemporalAccessor parsed = DateTimeFormatter.ofPattern(row[0]).parse(text);
                    LocalDateTime moment = LocalDateTime.of(get(parsed, ChronoField.YEAR, 1970), get(parsed, ChronoField.MONTH_OF_YEAR, 1),
                        get(parsed, ChronoField.DAY_OF_MONTH, 1), get(parsed, ChronoField.HOUR_OF_DAY, 0), get(parsed, ChronoField.MINUTE_OF_HOUR, 0),
                        get(parsed, ChronoField.SECOND_OF_MINUTE, 0), get(parsed, ChronoField.NANO_OF_SECOND, 0));
                    answer = moment.toEpochSecond(ZoneOffset.UTC) + " " + moment.getNano();
                } catch (RuntimeException failure) {
                    answer = null;
                }
                answers.add(quote(text) + ": " + quote(answer));
            }
            lines.add("  {\"pattern\": " + quote(row[0]) + ", \"answers\": {" + String.join(", ", answers) + "}}");
        }
        return "[\n" + String.join(",\n", lines) + "\n]\n";
    }

    static int get(TemporalAccessor parsed, ChronoField field, int otherwise) {
        return parsed.isSupported(field) ? parsed.get(field) : otherwise;
    }

    static String calendarFormats() {
        List<String> lines = new ArrayList<>();
        for (String zone : ZONES) {
            for (String pattern : CALENDAR_FORMATS) {
                List<String> answers = new ArrayList<>();
                for (long instant : INSTANTS) {
                    SimpleDateFormat format = new SimpleDateFormat(pattern);
                    format.setTimeZone(TimeZone.getTimeZone(zone));
                    answers.add(quote("" + instant) + ": " + quote(format.format(new Date(instant))));
                }
                lines.add("  {\"zone\": " + quote(zone) + ", \"pattern\": " + quote(pattern) + ", \"answers\": {" + String.join(", ", answers) + "}}");
            }
        }
        for (String pattern : BAD_CALENDAR_PATTERNS) {
            String answer;
            try {
                answer = new SimpleDateFormat(pattern).format(new Date(0));
            } catch (RuntimeException failure) {
                answer = null;
            }
            lines.add("  {\"zone\": \"UTC\", \"pattern\": " + quote(pattern) + ", \"answers\": {\"0\": " + quote(answer) + "}}");
        }
        return "[\n" + String.join(",\n", lines) + "\n]\n";
    }

    static String calendarParses() {
        List<String> lines = new ArrayList<>();
        for (String zone : ZONES) {
            for (String[] row : CALENDAR_PARSES) {
                boolean isShort = !zone.equals("UTC") && !row[0].contains("HH:mm:ss") && !row[0].contains("z") && !row[0].contains("Z") && !row[0].equals("yyyy-MM-dd");
                if (isShort) continue;
                List<String> answers = new ArrayList<>();
                for (String text : row[1].split("\\|", -1)) {
                    SimpleDateFormat format = new SimpleDateFormat(row[0]);
                    format.setTimeZone(TimeZone.getTimeZone(zone));
                    // two digits mean the years from 1946 on
                    format.set2DigitYearStart(Date.from(Instant.parse("1946-03-01T00:00:00Z")));
                    ParsePosition position = new ParsePosition(0);
                    Date date = format.parse(text, position);
                    answers.add(quote(text) + ": " + quote(date == null || position.getIndex() == 0 ? null : "" + date.getTime()));
                }
                lines.add("  {\"zone\": " + quote(zone) + ", \"pattern\": " + quote(row[0]) + ", \"answers\": {" + String.join(", ", answers) + "}}");
            }
        }
        return "[\n" + String.join(",\n", lines) + "\n]\n";
    }

    /** A line for all zones of the same names: long and short, standard and summer, offset and saving in minutes, then the ids. */
    static void printZones() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (String[] row : DateFormatSymbols.getInstance(Locale.ENGLISH).getZoneStrings()) {
            TimeZone zone = TimeZone.getTimeZone(row[0]);
            String names = String.join("|", row[1], row[2], row[3], row[4], "" + zone.getRawOffset() / 60000, "" + zone.getDSTSavings() / 60000);
            groups.computeIfAbsent(names, key -> new ArrayList<>()).add(row[0]);
        }
        groups.forEach((names, ids) -> System.out.println(names + "|" + String.join(" ", ids)));
    }

    static String quote(String text) {
        if (text == null) return "null";
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (c < ' ' || c > '~') quoted.append(String.format("\\u%04x", (int) c));
            else quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
