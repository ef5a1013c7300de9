"""Texts that people's names and words really are, by what is special about them.

Each stays the same under what RFC 7643 lets a provider do with a text: altering the case of its letters where it is
not case exact, and what compares as equal in Unicode. So none holds a dotless i outside of ``EXACT``: in capitals it
is an I, as the letter with a dot is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

LOCALES = (
    "en_US", "de_DE", "fr_FR", "es_ES", "pl_PL", "nl_NL", "cs_CZ", "ja_JP", "ar_EG", "he_IL", "th_TH", "zh_CN",
    "zh_TW", "ko_KR", "el_GR", "ru_RU", "uk_UA", "bg_BG", "hy_AM", "ka_GE", "hi_IN", "bn_BD", "ta_IN", "gu_IN",
    "si_LK", "ne_NP", "am_ET", "fa_IR", "ga_IE", "is_IS", "vi_VN", "hu_HU", "ro_RO", "lv_LV", "lt_LT", "da_DK",
    "fi_FI", "pt_BR", "it_IT", "yo_NG", "zu_ZA", "sr_BA", "sk_SK", "sq_AL",
)  # fmt: skip
"""The locales in which faker makes up names for drawn users."""

ORDINARY = "Ada"
"""The simplest text, to which every other one shrinks."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "apostrophe": ("O'Brien", "d'Ávila", "O’Neill", "N'Dour", "Ta'izz", "''t Hooft"),
    "hyphen": ("Jean-Luc", "Al-Khwarizmi", "Smith–Jones", "Ngo-Mbarga"),
    "one letter": ("Y", "Ó", "李", "ש", "Ж"),
    "Arabic": ("محمد", "فاطمة الزهراء", "عبد الرحمٰن", "پژمان", "می‌خواهم"),
    "Hebrew": ("יעל", "בן־גוריון", "שָׂרָה"),
    "Thai": ("สมชาย", "กิ่งแก้ว", "น้ำผึ้ง"),
    "Chinese": ("李小龍", "欧阳娜娜", "司馬遷"),
    "beyond the basic plane": ("𠮷田", "𩸽", "𝒜da", "𐐔𐐯𐑅"),
    "combining marks": ("Nguyễn", "m̈oto", "Z͑ofia", "Jose\u0301", "Ångstro\u0308m", "क्षेत्रज्ञ"),
    "emoji": ("👩‍👩‍👧‍👦", "🇳🇱", "👍🏽", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "☕"),
    "both directions": ("שלום Ada 42", "محمد (Ops) 7", "Ada مرحبا"),
    "special letters": ("Weiß", "İstanbul", "Ὀδυσσεύς", "ǅordan", "ﬁnch", "Œuvre", "ŉ"),
    "signs": ("R&D", "<b>&amp;</b>", 'The "Red" Team', "AC/DC \\1", "100% %41 C++", "{0} $1 a;b,c"),
    "double blanks": ("Ada  Lovelace", "van  der  Berg"),
    "digits": ("007", "1e5", "0x1F", "٣٤٥", "10.00"),
}
"""What is drawn for a text, by kind; the words as this suite calls them."""

WORDS = ("null", "true", "NaN", "0", "-", "=1+1", "undefined")
"""What a text says as a whole that programs take for something else."""

LENGTHS = (200, 129, 256)
"""How many characters long texts have: just beyond where columns end, save those of 256."""

EXACT = ("Straße", "aA ßıIiİςΣǅﬀ")
"""What is drawn beside the kinds where case counts: letters that come back as others from a change of case."""

ORDINARY_NAMES: Mapping[str, tuple[str, str]] = {
    "letters with accents": ("Zoë", "Núñez"),
    "apostrophes": ("D’Arcy", "O'Brien"),
    "hyphens": ("Anne-Marie", "Smith-Jones"),
    "names of one letter": ("Y", "E"),
    "names of three words": ("Maria del Mar", "van der Berg"),
    "Arabic letters": ("محمد", "العربي"),
    "Armenian letters": ("Արամ", "Խաչատրյան"),
    "Bengali letters": ("রবীন্দ্রনাথ", "ঠাকুর"),
    "Chinese characters": ("小龍", "李"),
    "rare Chinese characters": ("太郎", "𠮷田"),
    "Cyrillic letters": ("Анна", "Ковалёва"),
    "Devanagari letters": ("प्रिया", "शर्मा"),
    "Ethiopic letters": ("አበበ", "ቢቂላ"),
    "Georgian letters": ("ნინო", "ბერიძე"),
    "Greek letters": ("Ελένη", "Παπαδοπούλου"),
    "Hebrew letters": ("יעל", "כהן"),
    "Japanese letters": ("さくら", "ヤマダ"),
    "Korean letters": ("민준", "김"),
    "Tamil letters": ("கமலா", "சுப்ரமணியம்"),
    "Thai letters": ("สมชาย", "ใจดี"),
    "Vietnamese letters": ("Thị Hồng", "Nguyễn"),
}
"""Names that ordinary people have, first and last, by what a provider may refuse in them."""

ALONE = ("names of one letter",)
"""Names that are what they are only where no other name stands beside them."""


def refused_kinds(kinds: Sequence[str], takes: Callable[[Sequence[str]], bool]) -> list[str]:
    """Return the kinds of ordinary names that are refused, by halves: where all are taken, two questions tell."""
    together = [kind for kind in kinds if kind not in ALONE]
    return [*_refused([kind for kind in kinds if kind in ALONE], takes), *_refused(together, takes)]


def _refused(kinds: Sequence[str], takes: Callable[[Sequence[str]], bool]) -> list[str]:
    if not kinds or takes(kinds):
        return []
    if len(kinds) == 1:
        return list(kinds)
    half = len(kinds) // 2
    return [*_refused(kinds[:half], takes), *_refused(kinds[half:], takes)]
