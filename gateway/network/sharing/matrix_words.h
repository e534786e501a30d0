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
inline constexpr std::array words<Right>{std::string_view("makes"),
                                         std::string_view("reads_without_consent"),
                                         std::string_view("reads_with_consent"),
                                         std::string_view("no"),
                                         std::string_view("unknown"),
                                         std::string_view("conditions_only")};
template <>
inline constexpr std::array words<Relation>{std::string_view("self"),
                                            std::string_view("insurer"),
                                            std::string_view("author"),
                                            std::string_view("other"),
                                            std::string_view("any"),
                                            std::string_view("plan_maker"),
                                            std::string_view("registered"),
                                            std::string_view("opinion_requested"),
                                            std::string_view("no_request"),
                                            std::string_view("gives_care_service"),
                                            std::string_view("no_care_service"),
                                            std::string_view("deemed_care_office"),
                                            std::string_view("case"),
                                            std::string_view("addressee")};
template <>
inline constexpr std::array words<Condition>{
    std::string_view("C-ID"),    std::string_view("C-REG"),  std::string_view("C-CLM"),
    std::string_view("C-EXP"),   std::string_view("C-OPR"),  std::string_view("C-CON"),
    std::string_view("C-PLAN"),  std::string_view("C-CM"),   std::string_view("C-FAC"),
    std::string_view("C-NOHUB"), std::string_view("C-PAY"),  std::string_view("C-SVC"),
    std::string_view("C-JOB"),   std::string_view("C-PUR"),  std::string_view("C-LIVE"),
    std::string_view("C-FN"),    std::string_view("C-DLV"),  std::string_view("C-DOC"),
    std::string_view("C-RES"),   std::string_view("C-DIS"),  std::string_view("C-EMG"),
    std::string_view("C-HIDE"),  std::string_view("C-DEAD"), std::string_view("C-CASE")};
template <>
inline constexpr std::array words<Exchange>{std::string_view("hub"), std::string_view("direct")};
template <>
inline constexpr std::array words<EditionUse>{std::string_view("history"), std::string_view("before_start"),
                                              std::string_view("deemed"), std::string_view("decides"),
                                              std::string_view("narrows")};
template <>
inline constexpr std::array words<ReaderClass>{std::string_view("person"),       std::string_view("proxy"),
                                               std::string_view("municipality"), std::string_view("office"),
                                               std::string_view("medical"),      std::string_view("board"),
                                               std::string_view("none")};
template <>
inline constexpr std::array words<ReceiverRule>{std::string_view("by_sender"), std::string_view("by_matrix")};
template <>
inline constexpr std::array words<FunctionStartRule>{std::string_view("asked"),
                                                     std::string_view("if_stated")};

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
