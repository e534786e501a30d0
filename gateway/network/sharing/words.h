// The words of records and requests that decide who may see what, each with its enumerator. They are the same
// in JSON, on the command line and in the audit.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace renkei::sharing {

// What somebody reads for.
enum class Purpose : std::uint8_t {
    care,           // of this person, as was said when the data were taken
    needed,         // for the service, but not the care itself: claims, operation
    other_for_care, // of this person, otherwise than was said
    person,         // the person's own view
    proxy,          // the view of who acts for the person
    municipal,      // the insurer's own work
    emergency,
    secondary, // research, statistics
    unknown,   // a code that stands for none of these
};

// Who gives or takes back a consent; and on what ground somebody reads for the person.
enum class Agent : std::uint8_t {
    person,
    legal_representative, // 法定代理人
    family,
    carer, // 主たる介護者
    heir,
    writes_for, // writes what the person says: counts as the person
};

// Where a consent was taken.
enum class ConsentChannel : std::uint8_t { application, renewal, browser, card };

// How an office made sure who the person is.
enum class IdentityMethod : std::uint8_t { card, four_items };

// Why a registration ended.
enum class RegistrationEnd : std::uint8_t { date, person, office, claims, moved, died };

// Who vouches for a registration of an office.
enum class Voucher : std::uint8_t {
    unstated,  // entered before this was kept
    insurer,   // entered it itself, or by its operator
    office,    // on the office's own word
    confirmed, // the office entered it, and the insurer confirmed it
};

// How an opinion came to the insurer.
enum class OpinionWay : std::uint8_t { file, fhir, paper };

// Of a request for an opinion, on a day.
enum class OpinionState : std::uint8_t {
    waiting,
    due,     // today is the last day
    overdue, // it has passed
    received,
    decided,
    closed,
    died,
};

// What an organisation is to a person, as the matrix calls it.
enum class RelationKind : std::uint8_t { gives_care_service, board_case, survey };

// 支援措置: what is kept from others, and from the person's own view.
enum class Hidden : std::uint8_t {
    none,
    history, // 不開示該当: addresses and names of offices are left out, proxies read nothing
    self,    // 自己情報提供不可: the same, and the person's own view is closed
};

enum class InsurerState : std::uint8_t { unknown, scheduled, loading, live };

enum class CareLevel : std::uint8_t { none, program, support, care };

// What was done with a care plan: the most of it, by which more may be open.
enum class PlanState : std::uint8_t {
    none,
    for_consent,  // 同意・確認用登録: a draft for the person to agree to
    for_delivery, // 交付用登録: agreed
};

template <class... Text>
constexpr std::array<std::string_view, sizeof...(Text)> word_list(const Text&... texts) {
    return {texts...};
}
template <class Word>
inline constexpr std::array<std::string_view, 0> words{};
template <>
inline constexpr auto words<Purpose> = word_list("care", "needed", "other_for_care", "person", "proxy",
                                                 "municipal", "emergency", "secondary", "unknown");
template <>
inline constexpr auto words<Agent> = word_list("person", "legal_representative", "family", "carer", "heir",
                                               "writes_for");
template <>
inline constexpr auto words<ConsentChannel> = word_list("application", "renewal", "browser", "card");
template <>
inline constexpr auto words<IdentityMethod> = word_list("card", "four_items");
template <>
inline constexpr auto words<RegistrationEnd> = word_list("date", "person", "office", "claims", "moved",
                                                         "died");
template <>
inline constexpr auto words<Voucher> = word_list("unstated", "insurer", "office", "confirmed");
template <>
inline constexpr auto words<OpinionWay> = word_list("file", "fhir", "paper");
template <>
inline constexpr auto words<OpinionState> = word_list("waiting", "due", "overdue", "received", "decided",
                                                      "closed", "died");
template <>
inline constexpr auto words<RelationKind> = word_list("gives_care_service", "case", "survey");
template <>
inline constexpr auto words<Hidden> = word_list("none", "history", "self");
template <>
inline constexpr auto words<InsurerState> = word_list("unknown", "scheduled", "loading", "live");
template <>
inline constexpr auto words<CareLevel> = word_list("none", "program", "support", "care");
template <>
inline constexpr auto words<PlanState> = word_list("none", "for_consent", "for_delivery");

// Who acts for the person: every ground but the person itself.
constexpr std::span<const std::string_view> grounds_of_proxies() {
    return std::span(words<Agent>).subspan(1);
}
constexpr Agent ground_of_proxy(std::size_t place) { return static_cast<Agent>(place + 1); }

template <class Word>
constexpr std::string_view word_of(Word word) {
    return words<Word>[static_cast<std::size_t>(word)];
}
template <class Word>
constexpr std::optional<Word> find_word(std::string_view text) {
    const auto found = std::ranges::find(words<Word>, text);
    return found == words<Word>.end() ? std::nullopt
                                      : std::optional(static_cast<Word>(found - words<Word>.begin()));
}

} // namespace renkei::sharing
