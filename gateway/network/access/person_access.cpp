#include "gateway/network/access/person_access.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/sharing/decide_sharing.h"
#include "gateway/network/sharing/facts.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::access {
namespace {

std::string ground_of(const sharing::Matrix& matrix, const sharing::Decision& decision) {
    const std::string_view edition =
        decision.edition ? std::string_view(matrix[*decision.edition].id) : std::string_view("-");
    if (!decision.allowed() || decision.masked.any()) {
        return fmt::format("{}/{}", edition,
                           sharing::word_of(decision.allowed() ? sharing::Reason::hidden : decision.reason));
    }
    return fmt::format("{}/{}/{}", edition, sharing::word_of(decision.cell->right),
                       sharing::word_of(decision.cell->relation));
}

} // namespace

std::string insurer_number_of(const policy::Peer& peer) {
    const auto own = std::ranges::find(peer.numbers, "insurer", &policy::Number::kind);
    return peer.role == policy::Role::municipality && own != peer.numbers.end() ? own->value : std::string();
}

bool is_shared(const sharing::Matrix& matrix, std::string_view form) {
    const std::span<const sharing::KindId> kinds = matrix.kinds_of_form(form);
    return !kinds.empty() && std::ranges::all_of(kinds, [&](sharing::KindId kind) {
        return matrix[kind].exchange == sharing::Exchange::hub;
    });
}

PersonAccess::PersonAccess(const Reader& reader, PersonFacts facts)
    : reader_(&reader),
      facts_(std::move(facts)),
      registrations_(facts_.registrations_of(reader.peer.numbers)),
      opinions_(facts_.opinions_of(reader.peer.numbers)),
      board_case_(sharing::board_case_of(facts_.relations, reader.peer.numbers, facts_.insurer, reader.at)),
      insurer_(insurer_number_of(reader.peer)) {
    const bool is_insurer = !insurer_.empty() && insurer_ == facts_.person.insurer;
    is_concealed_ = facts_.person.hidden != sharing::Hidden::none && !is_insurer && !has_relation();
}

diag::Result<PersonAccess> PersonAccess::of(const store::Snapshot& snapshot, const Reader& reader,
                                            const store::Hash& person) {
    TRY(PersonFacts facts, facts_of(snapshot, person, {}, reader.at));
    return PersonAccess(reader, std::move(facts));
}

bool PersonAccess::has_relation() const {
    const bool serves = std::ranges::any_of(registrations_, [this](const sharing::Registration& each) {
        return sharing::registration_state(each, facts_.insurer, reader_->at) == sharing::Reason::allowed ||
               sharing::makes_plan(each, reader_->at);
    });
    return serves || std::ranges::any_of(opinions_, [this](const sharing::OpinionRequest& each) {
               return sharing::is_open(each, reader_->at);
           });
}

sharing::ReadingRequest PersonAccess::request_of(sharing::ReaderId reader_id) const {
    return {.at = reader_->at,
            .reader = reader_id,
            .purpose = reader_->purpose,
            .doctor_agrees = sharing::doctor_agrees(facts_.opinions, reader_->at),
            .result_is_delivered = sharing::result_is_delivered(facts_.opinions, reader_->at),
            .numbers = reader_->peer.numbers,
            .insurer = insurer_,
            .job = reader_->job,
            .registrations = registrations_,
            .opinion_requests = opinions_,
            .board_case = board_case_ ? &*board_case_ : nullptr,
            .gives_care_service = sharing::gives_care_service(facts_.relations, reader_->peer.numbers,
                                                              facts_.insurer, reader_->at),
            .person = facts_.person,
            .consents = facts_.consents,
            .person_insurer = facts_.insurer};
}

// A peer may be several readers (老健 is a care office, too): one that permits is enough.
PersonAccess::Verdict PersonAccess::decide(std::string_view form) const {
    const sharing::Matrix& matrix = reader_->hub->matrix;
    Verdict out;
    if (reader_->peer.revoked || facts_.person.insurer.empty() || !is_shared(matrix, form)) {
        return out;
    }
    std::optional<sharing::Reason> furthest; // of those that deny
    for (const sharing::ReaderId reader_id : matrix.readers_of(reader_->peer.role)) {
        const sharing::FormDecision decided = sharing::decide_form(matrix, request_of(reader_id), form);
        const auto denied = std::ranges::find_if(
            decided.kinds, [](const sharing::KindDecision& it) { return !it.decision.allowed(); });
        const sharing::Decision& said =
            denied == decided.kinds.end() ? decided.kinds.front().decision : denied->decision;
        if (decided.is_whole()) {
            return {.is_open = true, .ground = ground_of(matrix, said)};
        }
        if (!furthest || said.reason > *furthest) {
            furthest = said.reason;
            out.ground = ground_of(matrix, said);
        }
    }
    return out;
}

const PersonAccess::Verdict& PersonAccess::of_form(std::string_view form) {
    const auto known = decided_.find(form);
    return known != decided_.end() ? known->second : decided_.emplace(form, decide(form)).first->second;
}

bool PersonAccess::closes_for_receivers(std::string_view form) const {
    const sharing::Matrix& matrix = reader_->hub->matrix;
    return !policy::is_intermediary(reader_->peer.role) &&
           sharing::is_live(facts_.insurer, time::day_in_japan(reader_->at)) &&
           std::ranges::any_of(matrix.kinds_of_form(form), [&](sharing::KindId kind) {
               return matrix[kind].receivers == sharing::ReceiverRule::by_matrix;
           });
}

} // namespace renkei::access
