// The words of the sharing matrix, mappings/access/*.tsv.
#pragma once

#include "gateway/network/sharing/words.h"

namespace renkei::sharing {

// What a cell of the matrix says. From the widest to the narrowest.
enum class Right : std::uint8_t {
    makes, // makes the document, and so reads it
    reads_without_consent,
    reads_with_consent,
    no,
    unknown,         // the source cannot be read: denied, with its own reason
    conditions_only, // a sentence of the source that gives no right
};

// What a part of a form leaves out: places of a hidden person, names before the board of an insurer that
// wants it so, or both.
enum class LeftOut : std::uint8_t { places, names, both };
template <>
inline constexpr std::array words<LeftOut>{std::string_view("places"), std::string_view("names"),
                                           std::string_view("both")};

// Which readers of a column a cell is about.
enum class Relation : std::uint8_t {
    self,
    insurer,
    author, // its own organisation made the document
    other,  // another one made it
    any,
    plan_maker, // makes this person's care plan
    registered, // 担当事業所
    opinion_requested,
    no_request,
    gives_care_service, // a medical institution that gives this person a care service
    no_care_service,
    deemed_care_office, // みなし介護事業所
    board_case,
    addressee, // named as receiver by a document that is exchanged directly
};

enum class Condition : std::uint8_t {
    identity,
    registered,
    claims,
    view_until,
    opinion_request,
    consent,
    plan_maker,
    care_manager_inside,
    health_facility,
    not_stored,
    burden,
    service_type,
    job,
    purpose,
    live,
    function,
    delivery,
    doctor,
    result,
    disaster,
    emergency,
    hidden,
    dead,
    board_case,
};

// Where the information is: kept by the hub, or only passed from a sender to its receivers.
enum class Exchange : std::uint8_t { hub, direct };

// What an edition of the matrix is for.
enum class EditionUse : std::uint8_t {
    history,      // described, decides nothing
    before_start, // names the time before an insurer's start, when the hub gives nothing
    deemed,       // cells for a medical institution that counts as a care office
    decides,
    narrows, // makes the deciding edition stricter where its cell is legible
};

// What a reader is to the person.
enum class ReaderClass : std::uint8_t { person, proxy, municipality, office, medical, board, none };

// Does a function that the insurer names no day for wait?
// By what rule a receiver reads whom the sender of a document names.
enum class ReceiverRule : std::uint8_t {
    by_sender, // because it is named
    by_matrix, // until the insurer starts because it is named, from then on as everybody
};
enum class FunctionStartRule : std::uint8_t { asked, if_stated };

template <>
inline constexpr auto words<Right> = word_list("makes", "reads_without_consent", "reads_with_consent", "no",
                                               "unknown", "conditions_only");
template <>
inline constexpr auto words<Relation> = word_list("self", "insurer", "author", "other", "any", "plan_maker",
                                                  "registered", "opinion_requested", "no_request",
                                                  "gives_care_service", "no_care_service",
                                                  "deemed_care_office", "case", "addressee");
template <>
inline constexpr auto words<Condition> = word_list("C-ID", "C-REG", "C-CLM", "C-EXP", "C-OPR", "C-CON",
                                                   "C-PLAN", "C-CM", "C-FAC", "C-NOHUB", "C-PAY", "C-SVC",
                                                   "C-JOB", "C-PUR", "C-LIVE", "C-FN", "C-DLV", "C-DOC",
                                                   "C-RES", "C-DIS", "C-EMG", "C-HIDE", "C-DEAD", "C-CASE");
template <>
inline constexpr auto words<Exchange> = word_list("hub", "direct");
template <>
inline constexpr auto words<EditionUse> = word_list("history", "before_start", "deemed", "decides",
                                                    "narrows");
template <>
inline constexpr auto words<ReaderClass> = word_list("person", "proxy", "municipality", "office", "medical",
                                                     "board", "none");
template <>
inline constexpr auto words<ReceiverRule> = word_list("by_sender", "by_matrix");
template <>
inline constexpr auto words<FunctionStartRule> = word_list("asked", "if_stated");

// A set of conditions.
class Conditions {
public:
    constexpr Conditions() = default;
    constexpr Conditions(std::initializer_list<Condition> conditions) {
        std::ranges::for_each(conditions, [this](Condition it) { add(it); });
    }
    constexpr void add(Condition condition) { bits_ |= bit(condition); }
    constexpr void add(Conditions others) { bits_ |= others.bits_; }
    constexpr void remove(Condition condition) { bits_ &= ~bit(condition); }
    constexpr bool has(Condition condition) const { return (bits_ & bit(condition)) != 0; }
    bool operator==(const Conditions&) const = default;

private:
    static constexpr std::uint32_t bit(Condition condition) {
        return std::uint32_t{1} << static_cast<unsigned>(condition);
    }
    std::uint32_t bits_ = 0;
};

} // namespace renkei::sharing
