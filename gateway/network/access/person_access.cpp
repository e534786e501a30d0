#include "gateway/network/access/person_access.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/sharing/decide_sharing.h"
#include "gateway/network/sharing/facts.h"

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

} // namespace

std::string insurer_number_of(const policy::Peer& peer) {
    const auto own = std::ranges::find(peer.numbers, "insurer", &policy::Number::kind);
    return own == peer.numbers.end() ? std::string() : own->value;
}

bool is_shared(const sharing::Matrix& matrix, std::string_view form) {
    const std::span<const sharing::KindId> kinds = matrix.kinds_of_form(form);
    return !kinds.empty() && std::ranges::all_of(kinds, [&](sharing::KindId kind) {
        return matrix[kind].exchange == sharing::Exchange::hub;
    });
}

PersonAccess::PersonAccess(const Reader& reader, PersonFacts facts, bool is_self)
    : reader_(&reader),
      facts_(std::move(facts)),
      registrations_(facts_.registrations_of(reader.peer.numbers)),
      insurer_(insurer_number_of(reader.peer)),
      is_self_(is_self),
      is_concealed_(conceals()) {}

diag::Result<PersonAccess> PersonAccess::of(const store::Snapshot& snapshot, const Reader& reader,
                                            const store::Hash& person) {
    TRY(PersonFacts facts, facts_of(snapshot, person, {}, reader.at));
    bool is_self = false;
    if (reader.self) {
        TRY(const std::vector<store::Hash> same, snapshot.linked_persons(reader.self->person));
        is_self = std::ranges::find(same, person) != same.end();
    }
    return PersonAccess(reader, std::move(facts), is_self);
}

bool PersonAccess::conceals() const {
    if (reader_->self) {
        return !opens_own_view();
    }
    const bool is_insurer = !insurer_.empty() && insurer_ == facts_.person.insurer;
    return facts_.person.hidden != sharing::Hidden::none && !is_insurer && !has_relation();
}

bool PersonAccess::opens_own_view() const {
    const bool is_proxy = reader_->self && reader_->self->is_proxy();
    const bool is_dead = facts_.person.died && *facts_.person.died <= reader_->at;
    const sharing::Hidden most = is_proxy ? sharing::Hidden::none : sharing::Hidden::history;
    return is_self_ && !facts_.person.insurer.empty() && !is_dead && facts_.person.hidden <= most &&
           (!is_proxy || sharing::may_act(reader_->self->ground, facts_.insurer.settings));
}

bool PersonAccess::has_relation() const {
    return std::ranges::any_of(registrations_, [this](const sharing::Registration& each) {
        return sharing::registration_state(each, facts_.insurer, reader_->at) == sharing::Reason::allowed ||
               sharing::makes_plan(each, reader_->at);
    });
}

sharing::ReadingRequest PersonAccess::request_of(sharing::ReaderId reader_id) const {
    return {.at = reader_->at,
            .reader = reader_id,
            .purpose = reader_->purpose,
            .numbers = reader_->peer.numbers,
            .insurer = insurer_,
            .job = reader_->job,
            .ground = reader_->self ? std::optional(reader_->self->ground) : std::nullopt,
            .registrations = registrations_,
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
    if (reader_->peer.revoked || facts_.person.insurer.empty() || !is_shared(matrix, form)) {
        return out;
    }
    for (const sharing::ReaderId reader_id : readers()) {
        const sharing::FormDecision decided = sharing::decide_form(matrix, request_of(reader_id), form);
        const auto denied = std::ranges::find_if(
            decided.kinds, [](const sharing::KindDecision& it) { return !it.decision.allowed(); });
        out = {is_whole(decided), ground_of(matrix, denied == decided.kinds.end() ? decided.kinds.front().decision
                                                                                   : denied->decision)};
        if (out.is_open) {
            break;
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
