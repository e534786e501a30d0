#include "gateway/network/access/person_access.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/sharing/decide_sharing.h"
#include "gateway/network/sharing/facts.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::access {
namespace {

// No consent is asked of persons to see what is about them, whatever the cell says of consent.
sharing::Right right_of(const sharing::Decision& decision) {
    const bool is_own = decision.cell->relation == sharing::Relation::self;
    return is_own && decision.cell->right == sharing::Right::reads_with_consent
               ? sharing::Right::reads_without_consent
               : decision.cell->right;
}

std::string ground_of(const sharing::Matrix& matrix, const sharing::Decision& decision) {
    const std::string_view edition =
        decision.edition ? std::string_view(matrix[*decision.edition].id) : std::string_view("-");
    if (!decision.allowed() || decision.masked.places) {
        return fmt::format("{}/{}", edition,
                           sharing::word_of(decision.allowed() ? sharing::Reason::hidden : decision.reason));
    }
    return fmt::format("{}/{}/{}", edition, sharing::word_of(right_of(decision)),
                       sharing::word_of(decision.cell->relation));
}

bool any_is_live(const std::vector<sharing::Insurer>& insurers, const time::Date& day) {
    return std::ranges::any_of(insurers,
                               [&](const sharing::Insurer& each) { return sharing::is_live(each, day); });
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

PersonAccess::PersonAccess(const Reader& reader, PersonFacts facts, bool is_self, bool is_unread)
    : reader_(&reader),
      facts_(std::move(facts)),
      registrations_(facts_.registrations_of(reader.peer.numbers)),
      opinions_(facts_.opinions_of(reader.peer.numbers)),
      board_case_(sharing::board_case_of(facts_.relations, reader.peer.numbers, facts_.insurer, reader.at)),
      insurer_(insurer_number_of(reader.peer)),
      is_self_(is_self),
      is_unread_(is_unread),
      is_concealed_(conceals()) {}

diag::Result<PersonAccess> PersonAccess::of(const store::Snapshot& snapshot, const Reader& reader,
                                            const store::Hash& person) {
    diag::Result<PersonFacts> facts = facts_of(snapshot, person, {}, reader.at);
    if (!facts && facts.error().message != diag::message::record_damaged &&
        facts.error().message != diag::message::record_unread) {
        return tl::make_unexpected(facts.error());
    }
    bool is_self = false;
    if (reader.self) {
        TRY(const std::vector<store::Hash> same, snapshot.linked_persons(reader.self->person));
        is_self = std::ranges::find(same, person) != same.end();
    }
    const bool is_unread = !facts;
    return PersonAccess(reader, std::move(facts).value_or(PersonFacts()), is_self, is_unread);
}

bool PersonAccess::conceals() const {
    if (reader_->self) {
        return !opens_own_view();
    }
    const bool is_insurer = !insurer_.empty() && insurer_ == facts_.person.insurer;
    return is_unread_ || (facts_.person.hidden != sharing::Hidden::none && !is_insurer && !has_relation());
}

bool PersonAccess::opens_own_view() const {
    const bool is_proxy = reader_->self && reader_->self->is_proxy();
    const bool is_dead = facts_.person.died && *facts_.person.died <= reader_->at;
    const sharing::Hidden most = is_proxy ? sharing::Hidden::none : sharing::Hidden::history;
    return is_self_ && !is_unread_ && !facts_.person.insurer.empty() && !is_dead &&
           facts_.person.hidden <= most &&
           (!is_proxy || sharing::may_act(reader_->self->ground, facts_.insurer.settings));
}

bool PersonAccess::has_relation() const {
    const bool serves = std::ranges::any_of(registrations_, [this](const sharing::Registration& each) {
        return sharing::registration_state(each, facts_.insurer, reader_->at) == sharing::Reason::allowed;
    });
    return serves || std::ranges::any_of(opinions_, [this](const sharing::OpinionRequest& each) {
               return each.insurer == facts_.person.insurer && sharing::is_open(each, reader_->at);
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
            .ground = reader_->self ? std::optional(reader_->self->ground) : std::nullopt,
            .registrations = registrations_,
            .opinion_requests = opinions_,
            .board_case = board_case_ ? &*board_case_ : nullptr,
            .gives_care_service = sharing::gives_care_service(facts_.relations, reader_->peer.numbers,
                                                              facts_.insurer, reader_->at),
            .person = facts_.person,
            .consents = facts_.consents,
            .person_insurer = facts_.insurer};
}

// A portal is what its token says, and nothing by its role.
std::vector<sharing::ReaderId> PersonAccess::readers() const {
    const sharing::Matrix& matrix = reader_->hub->matrix;
    if (!reader_->self) {
        const std::span<const sharing::ReaderId> of_role = matrix.readers_of(reader_->peer.role);
        return {of_role.begin(), of_role.end()};
    }
    return is_self_ ? matrix.readers_of(reader_->self->is_proxy() ? sharing::ReaderClass::proxy
                                                                  : sharing::ReaderClass::person)
                    : std::vector<sharing::ReaderId>();
}

// What a proxy is shown is narrowed where it is shown, section by section (profiles/own-page.tsv).
bool PersonAccess::is_whole(const sharing::FormDecision& decided) const {
    return !decided.kinds.empty() && std::ranges::all_of(decided.kinds, [&](const sharing::KindDecision& it) {
        const sharing::Masked& masked = it.decision.masked;
        return it.decision.allowed() && !masked.places && (reader_->self || !masked.not_for_family);
    });
}

// A peer may be several readers (老健 is a care office, too): one that permits is enough.
PersonAccess::Verdict PersonAccess::decide(std::string_view form) const {
    const sharing::Matrix& matrix = reader_->hub->matrix;
    Verdict out;
    if (reader_->peer.revoked || !is_shared(matrix, form)) {
        return out;
    }
    if (facts_.person.insurer.empty()) {
        out.ground = is_unread_ ? "-/record_damaged" : "-/insurer_unclear";
        return out;
    }
    std::optional<sharing::Reason> furthest; // of those that deny
    for (const sharing::ReaderId reader_id : readers()) {
        const sharing::FormDecision decided = sharing::decide_form(matrix, request_of(reader_id), form);
        const auto denied = std::ranges::find_if(
            decided.kinds, [](const sharing::KindDecision& it) { return !it.decision.allowed(); });
        const sharing::Decision& said =
            denied == decided.kinds.end() ? decided.kinds.front().decision : denied->decision;
        if (is_whole(decided)) {
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

sharing::Decision PersonAccess::by_registration(const sharing::Registration& registration,
                                                sharing::KindId kind) const {
    const sharing::Matrix& matrix = reader_->hub->matrix;
    const std::vector<sharing::ReaderId> all = readers();
    const auto fits = std::ranges::find_if(all, [&](sharing::ReaderId each) {
        return std::ranges::binary_search(matrix[each].service_types, registration.service_type);
    });
    if (all.empty()) {
        return {.reason = sharing::Reason::no_column};
    }
    const sharing::ReaderId reader = fits != all.end() ? *fits : all.front();
    const std::vector<std::string>& jobs = matrix[kind].jobs;
    sharing::ReadingRequest request = request_of(reader);
    request.kind = kind;
    request.service_type = registration.service_type;
    request.job = jobs.empty() ? matrix[reader].id : jobs.front();
    request.registrations = std::span(&registration, 1);
    request.opinion_requests = {};
    request.board_case = nullptr;
    request.gives_care_service = false;
    return sharing::decide(matrix, request);
}

bool is_by_matrix(const Reader& reader, std::string_view form) {
    const sharing::Matrix& matrix = reader.hub->matrix;
    return !policy::is_intermediary(reader.peer.role) &&
           std::ranges::any_of(matrix.kinds_of_form(form), [&](sharing::KindId kind) {
               return matrix[kind].receivers == sharing::ReceiverRule::by_matrix;
           });
}

bool PersonAccess::closes_for_receivers(std::string_view form) const {
    const time::Date day = time::day_in_japan(reader_->at);
    const bool is_unclear = is_unread_ || facts_.person.insurer.empty();
    const bool has_started =
        is_unclear ? is_unread_ || any_is_live(facts_.insurers, day) : sharing::is_live(facts_.insurer, day);
    return has_started && is_by_matrix(*reader_, form);
}

} // namespace renkei::access
