#include "gateway/network/access/person_access.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/hub.h"
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

enum class Extent : bool { whole, part }; // what is asked for

std::string ground_of(const sharing::Matrix& matrix, const sharing::Decision& decision, Extent extent) {
    const std::string_view edition =
        decision.edition ? std::string_view(matrix[*decision.edition].id) : std::string_view("-");
    if (!decision.allowed() || (decision.masked.is_parted() && extent == Extent::whole)) {
        return fmt::format("{}/{}", edition,
                           sharing::word_of(decision.allowed() ? sharing::Reason::hidden : decision.reason));
    }
    return fmt::format("{}/{}/{}", edition, sharing::word_of(right_of(decision)),
                       sharing::word_of(decision.cell->relation));
}

// In an emergency, what the consent does not permit.
bool reads_without_consent(const sharing::Decision& decision) {
    return decision.emergency_consent.value_or(sharing::Reason::allowed) != sharing::Reason::allowed;
}

// What says most of those that open a form.
const sharing::Decision& opening(const sharing::FormDecision& decided) {
    const auto without = std::ranges::find_if(
        decided.kinds, [](const sharing::KindDecision& it) { return reads_without_consent(it.decision); });
    return without == decided.kinds.end() ? decided.kinds.front().decision : without->decision;
}

// Consents are asked for last, so a denial that came less far does not depend on them.
bool waits_for_consent(const sharing::Decision& decision) {
    return !decision.allowed() && decision.reason >= sharing::Reason::consent_missing;
}

// A user whose job is that of a member of the board.
bool is_of_board(const Reader& reader, sharing::ActorId actor) {
    const sharing::Actor& it = reader.hub->matrix[actor];
    return it.reader_class == sharing::ReaderClass::board && it.id == reader.job;
}

std::optional<sharing::BoardCase> case_of(const Reader& reader, const PersonFacts& facts) {
    const bool is_member =
        std::ranges::any_of(reader.hub->matrix.readers_of(reader.peer.role),
                            [&](sharing::ActorId each) { return is_of_board(reader, each); });
    return is_member ? sharing::board_case_of(facts.relations, reader.peer.numbers, facts.insurer, reader.at)
                     : std::nullopt;
}

bool are_shared(const sharing::Matrix& matrix, std::span<const sharing::KindId> kinds) {
    return !kinds.empty() && std::ranges::all_of(kinds, [&](sharing::KindId kind) {
        return matrix[kind].exchange == sharing::Exchange::hub;
    });
}

} // namespace

std::string insurer_number_of(const policy::Peer& peer) {
    const auto own = std::ranges::find(peer.numbers, "insurer", &policy::Number::kind);
    return peer.role == policy::Role::municipality && own != peer.numbers.end() ? own->value : std::string();
}

bool is_shared(const sharing::Matrix& matrix, std::string_view form) {
    return are_shared(matrix, matrix.kinds_of_form(form));
}

PersonAccess::PersonAccess(const store::Snapshot& snapshot, const store::Hash& person, const Reader& reader,
                           PersonFacts facts, bool is_self, bool is_unread)
    : snapshot_(&snapshot),
      person_(person),
      reader_(&reader),
      facts_(std::move(facts)),
      consents_(reader.self ? Rows::read : Rows::not_read),
      registrations_(facts_.registrations_of(reader.peer.numbers)),
      opinions_(facts_.opinions_of(reader.peer.numbers)),
      board_case_(case_of(reader, facts_)),
      insurer_(insurer_number_of(reader.peer)),
      is_self_(is_self),
      is_unread_(is_unread),
      is_concealed_(conceals()) {}

diag::Result<PersonAccess> PersonAccess::of(const store::Snapshot& snapshot, const Reader& reader,
                                            const store::Hash& person) {
    diag::Result<PersonFacts> facts = reader.self
                                          ? facts_of(snapshot, person, {}, reader.at, reader.at)
                                          : facts_for(snapshot, person, reader.peer.numbers, reader.at);
    if (!facts && !is_unreadable(facts.error())) {
        return tl::make_unexpected(facts.error());
    }
    const bool is_self = reader.self && facts &&
                         std::ranges::find(facts->numbers, reader.self->person) != facts->numbers.end();
    const bool is_unread = !facts;
    return PersonAccess(snapshot, person, reader, std::move(facts).value_or(PersonFacts()), is_self,
                        is_unread);
}

// Whom else a document of the person names (an office's own number of the same person, too) is no reason to
// conceal it from the person.
bool PersonAccess::conceals() const {
    if (is_self_) {
        return !opens_own_view();
    }
    const bool is_insurer = !insurer_.empty() && insurer_ == facts_.person.insurer;
    return is_unread_ || (facts_.person.hidden != sharing::Hidden::none && !is_insurer && !has_relation());
}

bool PersonAccess::opens_own_view() const {
    const bool is_proxy = reader_->self && reader_->self->is_proxy();
    const bool is_dead = facts_.person.died && *facts_.person.died <= reader_->at;
    const sharing::Hidden most = is_proxy ? sharing::Hidden::none : sharing::Hidden::history;
    return is_self_ && !is_unread_ && is_known() && !is_dead && facts_.person.hidden <= most &&
           (!is_proxy || sharing::may_act(reader_->self->ground, facts_.insurer.settings));
}

bool PersonAccess::serves() const {
    return std::ranges::any_of(registrations_, [this](const sharing::Registration& each) {
        return sharing::registration_state(each, facts_.insurer, reader_->at) == sharing::Reason::allowed;
    });
}

// An office's own word proves nothing; nor does a registration that does not say who vouches for it, where
// offices enter them.
bool PersonAccess::is_proved(const sharing::Registration& registration) const {
    return registration.vouched_by == sharing::Voucher::unstated
               ? !reader_->hub->office_entry
               : registration.vouched_by != sharing::Voucher::office;
}

bool PersonAccess::has_proved_relation() const {
    return is_asked_by_insurer() ||
           std::ranges::any_of(registrations_, [this](const sharing::Registration& each) {
               return is_proved(each) && sharing::registration_state(each, facts_.insurer, reader_->at) ==
                                             sharing::Reason::allowed;
           });
}

bool PersonAccess::opens_part(sharing::KindId kind) const {
    const sharing::Matrix& matrix = reader_->hub->matrix;
    return has_proved_relation() && std::ranges::any_of(matrix.forms(), [&](std::string_view form) {
               const std::span<const sharing::KindId> kinds = matrix.kinds_of_form(form);
               return matrix.shown_of_hidden(form) != nullptr &&
                      std::ranges::find(kinds, kind) != kinds.end();
           });
}

bool PersonAccess::is_asked_by_insurer() const {
    return std::ranges::any_of(opinions_, [this](const sharing::OpinionRequest& each) {
        return each.insurer == facts_.person.insurer && sharing::is_open(each, reader_->at);
    });
}

bool PersonAccess::has_case() const {
    return board_case_ && sharing::is_related(facts_.relations, sharing::RelationKind::board_case,
                                              reader_->peer.numbers, facts_.insurer, reader_->at);
}

sharing::ReadingRequest PersonAccess::request_of(sharing::ActorId actor_id,
                                                 const sharing::PersonState& person,
                                                 const sharing::Insurer& insurer,
                                                 sharing::PlanState plan) const {
    return {.at = reader_->at,
            .reader = actor_id,
            .purpose = reader_->purpose,
            .has_emergency_reason = reader_->has_emergency_reason,
            .plan_state = plan,
            .doctor_agrees = sharing::doctor_agrees(facts_.opinions, reader_->at),
            .result_is_delivered = sharing::result_is_delivered(facts_.opinions, reader_->at),
            .numbers = reader_->peer.numbers,
            .insurer = insurer_,
            .job = reader_->job,
            .ground = reader_->self ? std::optional(reader_->self->ground) : std::nullopt,
            .registrations = registrations_,
            .opinion_requests = opinions_,
            .board_case = board_case_ ? &*board_case_ : nullptr,
            .gives_care_service =
                sharing::is_related(facts_.relations, sharing::RelationKind::gives_care_service,
                                    reader_->peer.numbers, facts_.insurer, reader_->at),
            .person = person,
            .consents = facts_.consents,
            .person_insurer = insurer};
}

// A portal is what its token says, and nothing by its role.
std::vector<sharing::ActorId> PersonAccess::actors() const {
    const sharing::Matrix& matrix = reader_->hub->matrix;
    if (!reader_->self) {
        const std::span<const sharing::ActorId> of_role = matrix.readers_of(reader_->peer.role);
        std::vector<sharing::ActorId> out(of_role.begin(), of_role.end());
        std::erase_if(out, [&](sharing::ActorId each) {
            return matrix[each].reader_class == sharing::ReaderClass::board && !board_case_;
        });
        return out;
    }
    return is_self_ ? matrix.readers_of(reader_->self->is_proxy() ? sharing::ReaderClass::proxy
                                                                  : sharing::ReaderClass::person)
                    : std::vector<sharing::ActorId>();
}

// What a proxy is shown is narrowed where it is shown, section by section (profiles/own-page.tsv).
bool PersonAccess::is_whole(const sharing::Decision& decision) const {
    const sharing::Masked& masked = decision.masked;
    return decision.allowed() && !masked.is_parted() && (reader_->self || !masked.not_for_family);
}

// A peer may be several readers (老健 is a care office, too): one that permits is enough.
PersonAccess::Answer PersonAccess::answer(std::span<const sharing::KindId> kinds,
                                          const sharing::Insurer& insurer, sharing::PlanState plan) const {
    const sharing::Matrix& matrix = reader_->hub->matrix;
    Answer out;
    for (const sharing::ActorId actor_id : actors()) {
        // a case is the insurer's word for its papers alone, never for what an office says of itself
        const bool is_proved_reader =
            has_proved_relation() || matrix[actor_id].reader_class == sharing::ReaderClass::board;
        const sharing::FormDecision decided =
            sharing::decide_kinds(matrix, request_of(actor_id, facts_.person, insurer, plan), kinds);
        const auto denied = std::ranges::find_if(
            decided.kinds, [](const sharing::KindDecision& it) { return !it.decision.allowed(); });
        const sharing::Decision& said = denied == decided.kinds.end() ? opening(decided) : denied->decision;
        const auto is_open = [this](const sharing::KindDecision& it) { return is_whole(it.decision); };
        if (!decided.kinds.empty() && std::ranges::all_of(decided.kinds, is_open)) {
            return {.verdict = {.is_open = true, .decided = said},
                    .asks_consent = said.emergency_consent.has_value()};
        }
        out.verdict.waits_for_plan = out.verdict.waits_for_plan ||
                                     std::ranges::any_of(decided.kinds, [](const sharing::KindDecision& it) {
                                         return it.decision.reason == sharing::Reason::not_delivered;
                                     });
        out.asks_consent =
            out.asks_consent || std::ranges::any_of(decided.kinds, [](const sharing::KindDecision& it) {
                return waits_for_consent(it.decision);
            });
        if (!out.verdict.decided || said.reason > out.verdict.decided->reason) {
            out.verdict.decided = said;
        }
        for (std::size_t i = 0; i < decided.kinds.size(); ++i) {
            const sharing::Decision& decision = decided.kinds[i].decision;
            // a portal's page is narrowed section by section, never by items
            if (!reader_->self && decision.allowed() && !decision.masked.not_for_family &&
                (is_proved_reader || !decision.masked.places)) {
                out.asks_consent |= decision.emergency_consent.has_value();
                out.masked.add(decision.masked);
                out.open_kinds |= sharing::kind_of_form(i);
                out.opened =
                    !out.opened || (!reads_without_consent(*out.opened) && reads_without_consent(decision))
                        ? decision
                        : *out.opened;
            }
        }
    }
    return out;
}

diag::Result<PersonAccess::Verdict> PersonAccess::decide(std::span<const sharing::KindId> kinds,
                                                         std::string_view form, sharing::PlanState plan) {
    if (reader_->peer.revoked || !are_shared(reader_->hub->matrix, kinds)) {
        return Verdict();
    }
    // Of a person who is not known, the same is decided as of one without records, and thrown away: time does
    // not say which of them it is.
    Answer out = answer(kinds, is_known() ? facts_.insurer : facts_.stand_in, plan);
    if (!is_known()) {
        return Verdict{.undecided = is_unread_ ? "-/record_damaged" : "-/insurer_unclear"};
    }
    if (out.asks_consent && consents_ == Rows::not_read) {
        TRY_VOID(read_consents());
        out = answer(kinds, facts_.insurer, plan);
    }
    if (out.asks_consent && consents_ == Rows::unread && !out.verdict.is_open) {
        out.verdict = {.undecided = "-/record_damaged"};
    }
    if (!out.verdict.is_open && out.opened) {
        if (std::optional<sharing::FormPart> part = part_of(form, out); part) {
            out.verdict.part = std::make_shared<const Verdict::Part>(
                Verdict::Part{.items = *std::move(part), .decided = *out.opened});
        }
    }
    return std::move(out.verdict);
}

std::optional<sharing::FormPart> PersonAccess::part_of(std::string_view form, const Answer& answer) const {
    // lists do not find who is concealed, so ids do not either
    if (is_concealed_) {
        return std::nullopt;
    }
    const sharing::Matrix& matrix = reader_->hub->matrix;
    sharing::FormPart out{.owner = reader_->hub, .kinds = answer.open_kinds};
    if (out.kinds != sharing::first_kinds_of_form(matrix.kinds_of_form(form).size())) {
        out.rows = matrix.items_of_form(form);
        if (out.rows.empty()) {
            return std::nullopt;
        }
    }
    if (answer.masked.is_parted()) {
        out.of_hidden = matrix.shown_of_hidden(form, answer.masked.left_out());
        if (out.of_hidden == nullptr) {
            return std::nullopt;
        }
    }
    return out;
}

std::string PersonAccess::ground(const Verdict& verdict) const {
    if (!verdict.decided) {
        return std::string(verdict.undecided);
    }
    return verdict.is_open ? opening_ground(*verdict.decided, "")
                           : ground_of(reader_->hub->matrix, *verdict.decided, Extent::whole);
}

std::string PersonAccess::opening_ground(const sharing::Decision& decision, std::string_view extent) const {
    std::string out = ground_of(reader_->hub->matrix, decision, Extent::part);
    out += extent;
    if (reader_->purpose == sharing::Purpose::emergency) {
        const sharing::Reason consent = decision.emergency_consent.value_or(sharing::Reason::allowed);
        out += "/emergency";
        out += consents_ == Rows::unread             ? "/record_damaged"
               : consent == sharing::Reason::allowed ? ""
                                                     : fmt::format("/{}", sharing::word_of(consent));
    }
    return out;
}

diag::Result<void> PersonAccess::read_consents() {
    diag::Result<std::vector<sharing::Consent>> consents = consents_of(*snapshot_, person_, reader_->at);
    if (!consents && !is_unreadable(consents.error())) {
        return tl::make_unexpected(consents.error());
    }
    consents_ = consents ? Rows::read : Rows::unread;
    facts_.consents = std::move(consents).value_or(std::vector<sharing::Consent>());
    return {};
}

base::Millis PersonAccess::holds_until() const {
    base::Millis out = is_unread() ? 0 : time::end_of(time::day_in_japan(reader_->at)) + 1;
    const auto end_at = [&](base::Millis begin) { out = begin > reader_->at ? std::min(out, begin) : out; };
    for (const sharing::Consent& each : facts_.consents) {
        end_at(each.given_at);
    }
    for (const sharing::Registration& each : registrations_) {
        end_at(each.identity ? each.identity->at : 0);
    }
    return out;
}

diag::Result<PersonAccess::Verdict> PersonAccess::of_kind(std::string_view kind) {
    const std::optional<sharing::KindId> known = reader_->hub->matrix.kind(kind);
    return known ? decide(std::span(&*known, 1), {}, sharing::PlanState::none) : Verdict();
}

diag::Result<sharing::Decision> PersonAccess::by_registration(const sharing::PersonState& person,
                                                              const sharing::Registration& registration,
                                                              sharing::KindId kind) {
    const sharing::Matrix& matrix = reader_->hub->matrix;
    const std::vector<sharing::ActorId> all = actors();
    const auto fits = std::ranges::find_if(all, [&](sharing::ActorId each) {
        return std::ranges::binary_search(matrix[each].service_types, registration.service_type);
    });
    if (all.empty()) {
        return sharing::Decision{.reason = sharing::Reason::no_column};
    }
    if (consents_ == Rows::not_read) {
        TRY_VOID(read_consents());
    }
    const sharing::ActorId reader = fits != all.end() ? *fits : all.front();
    const std::vector<std::string>& jobs = matrix[kind].jobs;
    sharing::ReadingRequest request = request_of(reader, person, facts_.insurer, sharing::PlanState::none);
    request.kind = kind;
    request.service_type = registration.service_type;
    request.job = jobs.empty() ? matrix[reader].id : jobs.front();
    request.registrations = std::span(&registration, 1);
    request.opinion_requests = {};
    request.board_case = nullptr;
    request.gives_care_service = false;
    const sharing::Decision out = sharing::decide(matrix, request);
    if (out.reason != sharing::Reason::not_delivered) {
        return out;
    }
    TRY_VOID(read_plans());
    request.plan_state = most_of_plans();
    return sharing::decide(matrix, request);
}

} // namespace renkei::access
