// The answer to one request to read, with its reason.
#pragma once

#include "gateway/network/sharing/matrix.h"
#include "gateway/network/sharing/registration.h"

#include <optional>
#include <string_view>

namespace renkei::sharing {

// The step of a decision that failed, in the order of the steps: of several cells that deny, the one that
// came furthest gives the reason.
enum class Reason : std::uint8_t {
    edition_unknown, // there is no matrix
    kind_unknown,
    insurer_not_started,
    function_not_offered,
    not_stored,   // by the hub
    no_column,    // the matrix is not for this reader
    cell_unknown, // the source cannot be read, or has no such cell
    not_shared,   // the cell says no
    not_related,
    not_insurer,
    proxy_ground,
    not_registered,
    registration_ended,   // somebody ended it
    registration_expired, // its last day has passed
    identity_not_checked,
    view_deadline_passed,
    registration_lapsed, // claims stopped
    no_opinion_request,
    case_closed,
    not_delivered,
    doctor_refuses,
    result_not_delivered,
    service_type,
    job,
    purpose,
    emergency_no_reason,
    consent_missing,
    consent_other,     // it is about another kind, receiver, purpose or insurer
    consent_not_begun, // its first day is still to come
    consent_expired,
    consent_refused,
    consent_withdrawn,
    consent_contradicts,
    hidden,
    died,
    allowed,
};
template <>
inline constexpr std::array words<Reason>{std::string_view("edition_unknown"),
                                          std::string_view("kind_unknown"),
                                          std::string_view("insurer_not_started"),
                                          std::string_view("function_not_offered"),
                                          std::string_view("not_stored"),
                                          std::string_view("no_column"),
                                          std::string_view("cell_unknown"),
                                          std::string_view("not_shared"),
                                          std::string_view("not_related"),
                                          std::string_view("not_insurer"),
                                          std::string_view("proxy_ground"),
                                          std::string_view("not_registered"),
                                          std::string_view("registration_ended"),
                                          std::string_view("registration_expired"),
                                          std::string_view("identity_not_checked"),
                                          std::string_view("view_deadline_passed"),
                                          std::string_view("registration_lapsed"),
                                          std::string_view("no_opinion_request"),
                                          std::string_view("case_closed"),
                                          std::string_view("not_delivered"),
                                          std::string_view("doctor_refuses"),
                                          std::string_view("result_not_delivered"),
                                          std::string_view("service_type"),
                                          std::string_view("job"),
                                          std::string_view("purpose"),
                                          std::string_view("emergency_no_reason"),
                                          std::string_view("consent_missing"),
                                          std::string_view("consent_other"),
                                          std::string_view("consent_not_begun"),
                                          std::string_view("consent_expired"),
                                          std::string_view("consent_refused"),
                                          std::string_view("consent_withdrawn"),
                                          std::string_view("consent_contradicts"),
                                          std::string_view("hidden"),
                                          std::string_view("died"),
                                          std::string_view("allowed")};

// The condition of the matrix that a reason is about.
std::optional<Condition> condition_of(Reason reason);

// What is left out of what an allowed reader gets.
struct Masked {
    bool places = false;         // addresses and names of offices
    bool names = false;          // of persons, offices and places, for the board
    bool not_for_family = false; // items that are not for the family
    bool any() const { return is_parted() || not_for_family; } // then no file in its original syntax either
    bool is_parted() const { return places || names; }         // by the items of a form
    LeftOut left_out() const { return !names ? LeftOut::places : places ? LeftOut::both : LeftOut::names; }
    void add(const Masked& other) {
        places |= other.places;
        names |= other.names;
    }
    bool operator==(const Masked&) const = default;
};

struct Decision {
    Reason reason = Reason::edition_unknown;
    std::optional<EditionId> edition{};
    const Cell* cell =
        nullptr;       // of the matrix: the one that allowed, or came furthest; null: before all cells
    ColumnId column{}; // of the cell
    const Registration* registration =
        nullptr; // of the request: of the office that the cell was tried for; null: it has none
    std::optional<time::Date> starts{}; // insurer or function, where it is known
    // What the consents say where an emergency stands for them; nothing: none would be asked for.
    std::optional<Reason> emergency_consent{};
    Masked masked{};
    bool allowed() const { return reason == Reason::allowed; }
};

} // namespace renkei::sharing
