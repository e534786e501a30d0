#include "gateway/fhir/terminology/code_shapes.h"

#include "gateway/core/base/characters.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace renkei::terminology {
namespace {

// Verhoeff's check digit (SNOMED CT Release File Specification, "Check-digit"): the group of the pentagon,
// and one permutation applied again for each place.
constexpr std::array<std::array<std::uint8_t, 10>, 10> product{{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                                                                {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
                                                                {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
                                                                {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
                                                                {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
                                                                {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
                                                                {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
                                                                {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
                                                                {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
                                                                {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}}};
constexpr std::array<std::uint8_t, 10> permutation{1, 5, 7, 6, 2, 8, 3, 0, 9, 4};

std::size_t permuted(std::size_t digit, std::size_t times) {
    for (std::size_t done = 0; done < times % 8; ++done) { // its eighth power changes nothing
        digit = permutation[digit];
    }
    return digit;
}

bool has_right_check_digit(std::string_view digits) {
    std::size_t sum = 0;
    for (std::size_t place = 0; place < digits.size(); ++place) {
        const auto digit = static_cast<std::size_t>(digits[digits.size() - 1 - place] - '0');
        sum = product[sum][permuted(digit, place)];
    }
    return sum == 0;
}

// 6 to 18 digits; the two before the last say that it is a concept: 00 of the core, 10 of an extension.
bool is_concept(std::string_view code) {
    if (!std::ranges::all_of(code, base::is_digit) || code.size() < 6 || code.size() > 18 || code[0] == '0') {
        return false;
    }
    const std::string_view partition = code.substr(code.size() - 3, 2);
    return (partition == "00" || partition == "10") && has_right_check_digit(code);
}

// Luhn's check digit. Letters count by their place in ASCII, seen from '0'.
bool has_luhn_digit(std::string_view text) {
    std::size_t sum = 0;
    for (std::size_t place = 0; place < text.size(); ++place) {
        const auto value = static_cast<std::size_t>(text[text.size() - 1 - place] - '0');
        sum += place % 2 == 1 ? 2 * value - value / 5 * 9 : value;
    }
    return sum % 10 == 0;
}

// Reads a text from the front.
struct Pattern {
    std::string_view rest;

    bool at_end() const { return rest.empty(); }
    // Takes `least` to `most` characters of a kind.
    bool take(std::size_t least, std::size_t most, bool (*is)(char)) {
        std::size_t size = 0;
        while (size < most && size < rest.size() && is(rest[size])) {
            ++size;
        }
        rest.remove_prefix(size < least ? 0 : size);
        return size >= least;
    }
    bool take(char c) {
        const bool is_next = rest.starts_with(c);
        rest.remove_prefix(is_next ? 1 : 0);
        return is_next;
    }
};

bool is_capital_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter_or_digit(char c) { return is_capital_letter(c) || base::is_digit(c); }
bool is_roman(char c) { return c == 'I' || c == 'V' || c == 'X'; }
bool is_mark(char c) { return c == '+' || c == '*' || c == '!'; } // of a pair: cause and manifestation

bool is_chapter(std::string_view code) {
    return !code.empty() && code.size() <= 5 && std::ranges::all_of(code, is_roman);
}

// The tissue of a neoplasm, of ICD-10's appendix: "M8140/3".
bool is_morphology(std::string_view code) {
    Pattern at{code};
    return at.take('M') && at.take(4, 4, base::is_digit) && at.take('/') && at.take(1, 1, base::is_digit) &&
           at.at_end();
}

// A letter and two characters, the first of which is a digit: "E11", of ICD-10-CM also "C7A".
bool take_category(Pattern& at, bool (*last)(char)) {
    return at.take(1, 1, is_capital_letter) && at.take(1, 1, base::is_digit) && at.take(1, 1, last);
}

bool is_icd10(std::string_view code, bool (*last)(char), bool (*detail)(char), std::size_t most) {
    Pattern at{code};
    if (!take_category(at, last)) {
        return is_chapter(code);
    }
    if (at.take('-')) {
        return at.at_end() || (take_category(at, last) && at.at_end()); // a block
    }
    const bool has_dot = at.take('.');
    const bool is_detailed = at.take(1, most, detail);
    const bool is_open = at.take('-'); // "E11.-"
    at.take(1, 1, is_mark);
    return at.at_end() && (!has_dot || is_detailed || is_open);
}

// ISO 4217: the codes in use, of funds and metals, then those withdrawn, and four that R4's value set has
// beside them.
constexpr std::string_view currencies =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
    "CAD "
    "CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
    "GHS "
    "GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD "
    "KYD "
    "KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK "
    "NPR "
    "NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP "
    "STN "
    "SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD "
    "XAF "
    "XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XX"
    "X YER ZAR ZMW ZWG ZWL "
    "ADP AFA ALK AOK AON AOR ARA ARP ARY ATS AYM AZM BAD BEC BEF BEL BGJ BGK BGL BOP BRB BRC BRE BRN BRR BUK "
    "BYB "
    "BYR CHC CSD CSJ CSK CYP DDM DEM ECS ECV EEK ESA ESB ESP FIM FRF GEK GHC GHP GNE GNS GQE GRD GWE GWP HRD "
    "IEP "
    "ILP ILR ISJ ITL LAJ LSM LTL LTT LUC LUF LUL LVL LVR MGF MLF MRO MTL MTP MVQ MXP MZE MZM NIC NLG PEH PEI "
    "PEN "
    "PES PLZ PTE RHD ROK ROL RUR SDD SDP SIT SKK SRG STD SUR TJR TMM TPE TRL UAK UGS UGW USS UYN UYP VEB VEF "
    "VNC "
    "XEU XFO XFU XRE YDD YUD YUM YUN ZAL ZMK ZRN ZRZ ZWC ZWD ZWN ZWR "
    "GGP IMP JEP TVD";

} // namespace

bool may_be_loinc(std::string_view code) {
    Pattern at{code};
    if (code.starts_with("MTHU")) { // nodes of its hierarchy
        return at.take(4, 4, is_capital_letter) && at.take(1, 10, base::is_digit) && at.at_end();
    }
    const bool is_part = code.size() > 2 && code[0] == 'L' && std::string_view("AGLP").find(code[1]) < 4;
    return (!is_part || at.take(2, 2, is_capital_letter)) && at.take(1, 7, base::is_digit) && at.take('-') &&
           at.take(1, 1, base::is_digit) && at.at_end() &&
           has_luhn_digit(std::string(code.substr(0, code.size() - 2)) + code.back());
}

bool may_be_snomed(std::string_view code) {
    return code.find_first_of("|:+={}<") != std::string_view::npos || is_concept(code);
}

bool may_be_icd10(std::string_view code) {
    return is_icd10(code, base::is_digit, base::is_digit, 3) || is_morphology(code);
}
bool may_be_icd10_cm(std::string_view code) {
    return is_icd10(code, is_letter_or_digit, is_letter_or_digit, 4);
}

bool is_currency(std::string_view code) {
    constexpr std::size_t step = 4; // with the blank behind it
    for (std::size_t at = 0; code.size() == 3 && at < currencies.size(); at += step) {
        if (currencies.substr(at, 3) == code) {
            return true;
        }
    }
    return false;
}

} // namespace renkei::terminology
