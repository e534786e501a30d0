#include "gateway/terms/grammar.h"

#include "gateway/terms/fold.h"

#include <algorithm>
#include <array>

namespace renkei::terms {
namespace {

// R4 http.html: formats that FHIR's own elements name in one word
constexpr std::array<std::string_view, 3> short_formats{"xml", "json", "ttl"};
constexpr std::string_view units = "http://unitsofmeasure.org";

struct Grammar {
    std::string_view system;
    bool (*accepts)(std::string_view code);
};
bool is_country(std::string_view code);
constexpr std::array grammars{
    Grammar{"urn:ietf:bcp:47", is_language_tag},
    Grammar{"urn:ietf:bcp:13", is_media_type},
    Grammar{"urn:iso:std:iso:3166", is_country},
};
// RFC 5646: registered as a whole, from before there was a grammar
constexpr std::array<std::string_view, 17> irregular_tags{
    "en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak",     "i-klingon", "i-lux",    "i-mingo",
    "i-navajo",  "i-pwn", "i-tao", "i-tay",     "i-tsu",      "sgn-be-fr", "sgn-be-nl", "sgn-ch-de"};

// The language subtags of two letters in IANA's registry: ISO 639-1, and those it has withdrawn (iw, ji …). One behind the other, sorted.
// Languages of three letters are 8,000 and more, so any three letters may be one.
constexpr std::string_view two_letter_languages =
    "aaabaeafakamanarasavayazbabebgbhbibmbn"
    "bobrbscacechcocrcscucvcydadedvdzeeelen"
    "eoeseteufafffifjfofrfygagdglgngugvhahe"
    "hihohrhthuhyhziaidieigiiikinioisitiuiw"
    "jajijvjwkakgkikjkkklkmknkokrkskukvkwky"
    "lalblglilnloltlulvmgmhmimkmlmnmomrmsmt"
    "mynanbndnengnlnnnonrnvnyocojomorospapi"
    "plpsptqurmrnrorurwsascsdsesgshsiskslsm"
    "snsosqsrssstsusvswtatetgthtitktltntotr"
    "tstttwtyugukuruzvevivowawoxhyiyozazhzu";

constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_alphanumeric(char c) {
    return is_letter(c) || is_digit(c);
}

bool all(std::string_view text, bool (*is)(char)) {
    return std::ranges::all_of(text, is);
}

// The parts of a language tag between its hyphens.
class Subtags {
public:
    explicit Subtags(std::string_view tag)
        : rest_(tag) {
        advance();
    }
    bool at_end() const { return at_end_; }
    std::string_view now() const { return now_; }
    bool is_of(std::size_t least, std::size_t most, bool (*is)(char)) const {
        return !at_end_ && now_.size() >= least && now_.size() <= most && all(now_, is);
    }
    void advance() {
        at_end_ = is_last_;
        const std::size_t hyphen = rest_.find('-');
        now_ = rest_.substr(0, hyphen);
        is_last_ = hyphen == std::string_view::npos;
        rest_.remove_prefix(is_last_ ? rest_.size() : hyphen + 1);
    }
    // Takes up to `most` subtags of a kind and says how many there were.
    std::size_t take(std::size_t most, std::size_t least_size, std::size_t most_size, bool (*is)(char)) {
        std::size_t taken = 0;
        while (taken < most && is_of(least_size, most_size, is)) {
            advance();
            ++taken;
        }
        return taken;
    }

private:
    std::string_view rest_;
    std::string_view now_;
    bool is_last_ = false;
    bool at_end_ = false;
};

constexpr std::size_t any_number = 1000;

bool is_variant(const Subtags& at) {
    return at.is_of(5, 8, is_alphanumeric) || (at.is_of(4, 4, is_alphanumeric) && is_digit(at.now()[0]));
}

// x-whatever to the end, or nothing more
bool ends_well(Subtags& at) {
    while (at.is_of(1, 1, is_alphanumeric) && at.now() != "x" && at.now() != "X") { // an extension
        at.advance();
        if (at.take(any_number, 2, 8, is_alphanumeric) == 0) {
            return false;
        }
    }
    if (at.is_of(1, 1, is_letter)) { // private use
        at.advance();
        if (at.take(any_number, 1, 8, is_alphanumeric) == 0) {
            return false;
        }
    }
    return at.at_end();
}

constexpr bool is_name_letter(char c) {
    return is_alphanumeric(c) || std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
}

bool is_known_language(std::string_view subtag) {
    if (subtag.size() != 2) {
        return true;
    }
    for (std::size_t at = 0; at < two_letter_languages.size(); at += 2) {
        if (same_ignoring_case(two_letter_languages.substr(at, 2), subtag)) {
            return true;
        }
    }
    return false;
}

// ISO 3166-1: the two letters, the three letters and the number of each country.
constexpr std::string_view countries =
    "ADAND020 AEARE784 AFAFG004 AGATG028 AIAIA660 ALALB008 AMARM051 AOAGO024 AQATA010 ARARG032 "
    "ASASM016 ATAUT040 AUAUS036 AWABW533 AXALA248 AZAZE031 BABIH070 BBBRB052 BDBGD050 BEBEL056 "
    "BFBFA854 BGBGR100 BHBHR048 BIBDI108 BJBEN204 BLBLM652 BMBMU060 BNBRN096 BOBOL068 BQBES535 "
    "BRBRA076 BSBHS044 BTBTN064 BVBVT074 BWBWA072 BYBLR112 BZBLZ084 CACAN124 CCCCK166 CDCOD180 "
    "CFCAF140 CGCOG178 CHCHE756 CICIV384 CKCOK184 CLCHL152 CMCMR120 CNCHN156 COCOL170 CRCRI188 "
    "CUCUB192 CVCPV132 CWCUW531 CXCXR162 CYCYP196 CZCZE203 DEDEU276 DJDJI262 DKDNK208 DMDMA212 "
    "DODOM214 DZDZA012 ECECU218 EEEST233 EGEGY818 EHESH732 ERERI232 ESESP724 ETETH231 FIFIN246 "
    "FJFJI242 FKFLK238 FMFSM583 FOFRO234 FRFRA250 GAGAB266 GBGBR826 GDGRD308 GEGEO268 GFGUF254 "
    "GGGGY831 GHGHA288 GIGIB292 GLGRL304 GMGMB270 GNGIN324 GPGLP312 GQGNQ226 GRGRC300 GSSGS239 "
    "GTGTM320 GUGUM316 GWGNB624 GYGUY328 HKHKG344 HMHMD334 HNHND340 HRHRV191 HTHTI332 HUHUN348 "
    "IDIDN360 IEIRL372 ILISR376 IMIMN833 ININD356 IOIOT086 IQIRQ368 IRIRN364 ISISL352 ITITA380 "
    "JEJEY832 JMJAM388 JOJOR400 JPJPN392 KEKEN404 KGKGZ417 KHKHM116 KIKIR296 KMCOM174 KNKNA659 "
    "KPPRK408 KRKOR410 KWKWT414 KYCYM136 KZKAZ398 LALAO418 LBLBN422 LCLCA662 LILIE438 LKLKA144 "
    "LRLBR430 LSLSO426 LTLTU440 LULUX442 LVLVA428 LYLBY434 MAMAR504 MCMCO492 MDMDA498 MEMNE499 "
    "MFMAF663 MGMDG450 MHMHL584 MKMKD807 MLMLI466 MMMMR104 MNMNG496 MOMAC446 MPMNP580 MQMTQ474 "
    "MRMRT478 MSMSR500 MTMLT470 MUMUS480 MVMDV462 MWMWI454 MXMEX484 MYMYS458 MZMOZ508 NANAM516 "
    "NCNCL540 NENER562 NFNFK574 NGNGA566 NINIC558 NLNLD528 NONOR578 NPNPL524 NRNRU520 NUNIU570 "
    "NZNZL554 OMOMN512 PAPAN591 PEPER604 PFPYF258 PGPNG598 PHPHL608 PKPAK586 PLPOL616 PMSPM666 "
    "PNPCN612 PRPRI630 PSPSE275 PTPRT620 PWPLW585 PYPRY600 QAQAT634 REREU638 ROROU642 RSSRB688 "
    "RURUS643 RWRWA646 SASAU682 SBSLB090 SCSYC690 SDSDN729 SESWE752 SGSGP702 SHSHN654 SISVN705 "
    "SJSJM744 SKSVK703 SLSLE694 SMSMR674 SNSEN686 SOSOM706 SRSUR740 SSSSD728 STSTP678 SVSLV222 "
    "SXSXM534 SYSYR760 SZSWZ748 TCTCA796 TDTCD148 TFATF260 TGTGO768 THTHA764 TJTJK762 TKTKL772 "
    "TLTLS626 TMTKM795 TNTUN788 TOTON776 TRTUR792 TTTTO780 TVTUV798 TWTWN158 TZTZA834 UAUKR804 "
    "UGUGA800 UMUMI581 USUSA840 UYURY858 UZUZB860 VAVAT336 VCVCT670 VEVEN862 VGVGB092 VIVIR850 "
    "VNVNM704 VUVUT548 WFWLF876 WSWSM882 YEYEM887 YTMYT175 ZAZAF710 ZMZMB894 ZWZWE716";
constexpr std::size_t country_size = 9; // with the blank behind it

// Codes that users may give a meaning of their own (ISO 3166-1, 8.1.3): AA, QM to QZ, XA to XZ, ZZ, and of three letters those that begin so.
bool is_own_country(std::string_view code) {
    const char first = code[0];
    const char second = code[1];
    return (first == 'A' && second == 'A') || (first == 'Q' && second >= 'M' && second <= 'Z') || first == 'X' || (first == 'Z' && second == 'Z');
}

bool is_country(std::string_view code) {
    const bool is_number = code.size() == 3 && all(code, is_digit);
    if (!is_number && (code.size() < 2 || code.size() > 3 || !all(code, is_letter))) {
        return false;
    }
    const std::size_t place = is_number ? 5 : code.size() == 3 ? 2 : 0;
    for (std::size_t at = 0; at < countries.size(); at += country_size) {
        if (countries.substr(at + place, code.size()) == code) {
            return true;
        }
    }
    return is_number ? code[0] == '9' : is_own_country(code);
}
bool is_restricted_name(std::string_view text) { // RFC 6838, 4.2
    return !text.empty() && text.size() <= 127 && is_alphanumeric(text[0]) && all(text, is_name_letter);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.back() == ' ') {
        text.remove_suffix(1);
    }
    return text;
}

bool is_parameter(std::string_view text) { // name=value
    const std::size_t equals = text.find('=');
    const auto is_visible = [](char c) { return c >= ' ' && c != 0x7F; };
    return equals != std::string_view::npos && is_restricted_name(trimmed(text.substr(0, equals))) &&
           equals + 1 < text.size() && std::ranges::all_of(text.substr(equals + 1), is_visible);
}

} // namespace

bool is_language_tag(std::string_view text) {
    for (const std::string_view irregular : irregular_tags) {
        if (same_ignoring_case(irregular, text)) {
            return true;
        }
    }
    Subtags at(text);
    if (at.now() == "x" || at.now() == "X") {
        return ends_well(at);
    }
    if (at.is_of(2, 3, is_letter)) {
        if (!is_known_language(at.now())) {
            return false;
        }
        at.advance();
        at.take(3, 3, 3, is_letter); // extended language
    } else if (at.take(1, 4, 8, is_letter) == 0) {
        return false;
    }
    at.take(1, 4, 4, is_letter); // script
    if (at.take(1, 2, 2, is_letter) == 0) {
        at.take(1, 3, 3, is_digit); // region
    }
    while (is_variant(at)) {
        at.advance();
    }
    return ends_well(at);
}

bool is_media_type(std::string_view text) {
    if (std::ranges::find(short_formats, text) != short_formats.end()) {
        return true;
    }
    const std::size_t semicolon = text.find(';');
    const std::string_view name = trimmed(text.substr(0, semicolon));
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos || !is_restricted_name(name.substr(0, slash)) ||
        !is_restricted_name(name.substr(slash + 1))) {
        return false;
    }
    std::string_view rest =
        semicolon == std::string_view::npos ? std::string_view() : text.substr(semicolon + 1);
    while (!rest.empty()) {
        const std::size_t next = rest.find(';');
        if (!is_parameter(trimmed(rest.substr(0, next)))) {
            return false;
        }
        rest.remove_prefix(next == std::string_view::npos ? rest.size() : next + 1);
    }
    return true;
}

namespace {

bool is_subdivision(std::string_view code) { // ISO 3166-2: JP-13
    return code.size() >= 4 && code.size() <= 6 && code[2] == '-' && all(code.substr(0, 2), is_letter) &&
           all(code.substr(3), is_alphanumeric);
}
bool is_currency(std::string_view code) { return code.size() == 3 && all(code, is_letter); }
bool is_region(std::string_view code) { return code.size() == 3 && all(code, is_digit); }

// Systems whose codes are not here, but all have one shape.
constexpr std::array shapes{
    Grammar{"urn:iso:std:iso:3166:-2", is_subdivision},
    Grammar{"urn:iso:std:iso:4217", is_currency},
    Grammar{"http://unstats.un.org/unsd/methods/m49/m49.htm", is_region},
};

constexpr std::array<std::string_view, 2> settled{"urn:iso:std:iso:3166", "urn:iso:std:iso:4217"};

} // namespace

bool is_settled(std::string_view system) {
    return std::ranges::find(settled, system) != settled.end();
}

bool could_be(std::string_view system, std::string_view code) {
    const auto known = std::ranges::find(shapes, system, &Grammar::system);
    return (known == shapes.end() || known->accepts(code)) && by_grammar(system, code, nullptr) != Answer::no;
}

bool has_grammar(std::string_view system, IsUnit is_unit) {
    return (system == units && is_unit != nullptr) ||
           std::ranges::find(grammars, system, &Grammar::system) != grammars.end();
}

Answer by_grammar(std::string_view system, std::string_view code, IsUnit is_unit) {
    if (system == units && is_unit != nullptr) {
        return is_unit(code) ? Answer::yes : Answer::no;
    }
    const auto known = std::ranges::find(grammars, system, &Grammar::system);
    if (known == grammars.end()) {
        return Answer::unknown;
    }
    return known->accepts(code) ? Answer::yes : Answer::no;
}

} // namespace renkei::terms
