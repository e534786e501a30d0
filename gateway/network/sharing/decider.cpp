#include "gateway/network/sharing/decider.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/sharing/facts.h"

#include <algorithm>
#include <array>

namespace renkei::sharing {
namespace {

constexpr std::size_t reader_classes = words<ReaderClass>.size();

// What a reader says that it reads for, if it says nothing (O31).
constexpr std::array<Purpose, reader_classes> unstated_purposes{
    Purpose::person, Purpose::proxy, Purpose::municipal, Purpose::care,
    Purpose::care,   Purpose::care,  Purpose::unknown};

// What is asked of a cell after its right, its relation and the registration, in this order.
constexpr std::array steps{
    Condition::opinion_request, Condition::board_case,   Condition::delivery, Condition::doctor,
    Condition::result,          Condition::service_type, Condition::job,      Condition::purpose,
    Condition::consent,         Condition::hidden,       Condition::dead};

constexpr bool is_one_of(auto value, auto... others) { return ((value == others) || ...); }

bool is_in(const std::vector<std::string>& sorted, std::string_view word) {
    return std::ranges::binary_search(sorted, word);
}

Reason holds(bool fact, Reason otherwise) { return fact ? Reason::allowed : otherwise; }

// `of`: one of the office's registrations; null: it has none.
Office office_of(const ReadingRequest& request, const Registration* of) {
    Office out{.makes_plan = request.makes_plan, .service_type = request.service_type};
    if (of == nullptr) {
        return out;
    }
    for (const Registration& each : request.registrations) {
        if (is_same_office(each, *of)) {
            const Reason state = registration_state(each, request.person_insurer, request.at);
            if (out.furthest == nullptr || state > out.registration) {
                out.registration = state;
                out.furthest = &each;
            }
            out.makes_plan = out.makes_plan || makes_plan(each, request.at);
            if (each.makes_plan) {
                out.makes_no_plan = std::max(out.makes_no_plan, state);
            }
        }
    }
    if (out.registration == Reason::allowed && !of->service_type.empty()) {
        const bool is_said_otherwise =
            !request.service_type.empty() && request.service_type != of->service_type;
        out.service_type = is_said_otherwise ? std::string_view() : std::string_view(of->service_type);
    }
    return out;
}

} // namespace

bool is_same_office(const Registration& one, const Registration& other) {
    return one.office == other.office && one.service_type == other.service_type;
}

Decider::Decider(const Matrix& matrix, const ReadingRequest& request, const Registration* registration)
    : request_(request),
      kind_(matrix[*request.kind]),
      reader_(matrix[request.reader]),
      settings_(request.person_insurer.settings),
      office_(office_of(request, registration)),
      is_insurer_(is(ReaderClass::municipality) && !request.insurer.empty() &&
                  request.insurer == request.person.insurer) {}

Purpose Decider::stated_purpose() const {
    return request_.purpose.value_or(unstated_purposes[static_cast<std::size_t>(reader_.reader_class)]);
}

bool Decider::has_open_request() const {
    return std::ranges::any_of(request_.opinion_requests,
                               [&](const OpinionRequest& it) { return is_open(it, request_.at); });
}

std::optional<time::Date> Decider::function_start() const {
    const auto& functions = request_.person_insurer.functions;
    const auto found = std::ranges::find(functions, kind_.function, &FunctionStart::function);
    return found == functions.end() ? std::nullopt : std::optional(found->from);
}

// A person of whom no level was entered is as one of 要介護.
bool Decider::has_column() const {
    const CareLevel level = request_.person.care_level.value_or(CareLevel::care);
    return reader_.column && (reader_.care_levels.empty() ||
                              std::ranges::find(reader_.care_levels, level) != reader_.care_levels.end());
}

Reason Decider::right(const Cell& cell) const {
    const bool is_closed = cell.is_opened_by_us && std::ranges::find(settings_.closed_kinds, kind_.id) !=
                                                       settings_.closed_kinds.end();
    return cell.right == Right::unknown || is_closed ? Reason::cell_unknown
           : cell.right >= Right::no                 ? Reason::not_shared
                                                     : Reason::allowed;
}

Reason Decider::self() const {
    if (is(ReaderClass::proxy)) {
        return holds(request_.ground && may_act(*request_.ground, settings_), Reason::proxy_ground);
    }
    return holds(is(ReaderClass::person), Reason::not_related);
}

Reason Decider::relation(Relation relation) const {
    switch (relation) {
    case Relation::self: return self();
    case Relation::insurer:
        return holds(is_insurer_ || (settings_.disaster && !request_.insurer.empty()), Reason::not_insurer);
    case Relation::author: return holds(request_.is_own, Reason::not_related);
    case Relation::other: return holds(!request_.is_own, Reason::not_related);
    case Relation::any: return Reason::allowed;
    case Relation::plan_maker: return holds(office_.makes_plan, office_.makes_no_plan);
    case Relation::registered:
        return holds(office_.registration != Reason::not_registered, Reason::not_registered);
    case Relation::opinion_requested: return holds(has_open_request(), Reason::no_opinion_request);
    case Relation::no_request: return holds(!has_open_request(), Reason::not_related);
    case Relation::gives_care_service: return holds(request_.gives_care_service, Reason::not_related);
    case Relation::no_care_service: return holds(!request_.gives_care_service, Reason::not_related);
    case Relation::deemed_care_office:
        return holds(settings_.deemed_care_office && request_.is_deemed_care_office, Reason::not_related);
    case Relation::board_case: return holds(request_.board_case != nullptr, Reason::not_related);
    case Relation::addressee: return holds(request_.names_reader, Reason::not_related);
    }
    return Reason::not_related;
}

// One of what a registration must be, by itself.
Reason Decider::registration(Condition condition) const {
    return office_.furthest == nullptr
               ? Reason::not_registered
               : registration_state(*office_.furthest, request_.person_insurer, request_.at, condition);
}

Reason Decider::opinion_request() const { return holds(has_open_request(), Reason::no_opinion_request); }

Reason Decider::board_case() const {
    const BoardCase* const it = request_.board_case;
    const time::Date day = time::day_in_japan(request_.at);
    return holds(it != nullptr && it->from <= day && (!it->until || day <= *it->until), Reason::case_closed);
}

Reason Decider::delivery() const {
    // A draft is for the person, who shall agree to it (O24).
    const bool may_see_draft =
        is(ReaderClass::person) || (is(ReaderClass::proxy) && request_.ground == Agent::legal_representative);
    return holds(request_.plan_state == PlanState::for_delivery ||
                     (request_.plan_state == PlanState::for_consent && may_see_draft),
                 Reason::not_delivered);
}

Reason Decider::service_type() const {
    return holds(is_in(reader_.service_types, office_.service_type) &&
                     (kind_.service_types.empty() || is_in(kind_.service_types, office_.service_type)),
                 Reason::service_type);
}

Reason Decider::job() const {
    return holds(!request_.job.empty() && (kind_.jobs.empty() || is_in(kind_.jobs, request_.job)),
                 Reason::job);
}

Reason Decider::purpose() const {
    const Purpose purpose = stated_purpose();
    if (kind_.exchange == Exchange::direct) {
        return holds(is_one_of(purpose, Purpose::care, Purpose::needed, Purpose::other_for_care),
                     Reason::purpose);
    }
    if (purpose == Purpose::emergency) {
        return !is_provider() || !settings_.emergency
                   ? Reason::purpose
                   : holds(request_.has_emergency_reason, Reason::emergency_no_reason);
    }
    const bool is_other_care = is_one_of(purpose, Purpose::needed, Purpose::other_for_care);
    return holds(purpose == unstated_purposes[static_cast<std::size_t>(reader_.reader_class)] ||
                     (is_other_care && is_provider()),
                 Reason::purpose);
}

bool Decider::asks_consent(const Cell& cell, Purpose purpose) const {
    const bool is_of_cell =
        cell.right == Right::reads_with_consent || cell.conditions.has(Condition::consent);
    const bool is_strict = settings_.strict && is_provider() && cell.relation != Relation::author;
    const bool is_other_care = is_one_of(purpose, Purpose::needed, Purpose::other_for_care);
    // No consent is needed to show the person what is about them (O23); an emergency stands for
    // it (O32).
    return !is(ReaderClass::person) && !is(ReaderClass::proxy) && purpose != Purpose::emergency &&
           (is_of_cell || is_strict || is_other_care);
}

Reason Decider::consent(Purpose purpose) const {
    if (is_dead()) { // consent ends with death, for the insurer, too (O29)
        return Reason::died;
    }
    return consent_state(request_.consents, {.at = request_.at,
                                             .insurer = request_.person_insurer,
                                             .kind = kind_.id,
                                             .receiver = request_.numbers,
                                             .purpose = purpose});
}

std::optional<Reason> Decider::emergency_consent(const Cell& cell) const {
    const bool is_replaced = stated_purpose() == Purpose::emergency && asks_consent(cell, Purpose::care);
    return is_replaced ? std::optional(consent(Purpose::care)) : std::nullopt;
}

Reason Decider::hidden(const Cell& cell) const {
    // In a disaster another municipality reads without a relation of its own.
    const bool is_related = (!is_one_of(cell.relation, Relation::any, Relation::other) ||
                             (is(ReaderClass::medical) && has_open_request())) &&
                            !is(ReaderClass::municipality);
    const bool is_cut_off =
        is(ReaderClass::proxy) || (is(ReaderClass::person) && request_.person.hidden == Hidden::self);
    return holds(is_related && !is_cut_off, Reason::hidden);
}

// Is it asked of this cell, whether or not the cell lists it?
bool Decider::is_asked(const Cell& cell, Condition condition) const {
    if (kind_.exchange == Exchange::direct) { // no step of the hub, which is where a person reads
        const bool reads_in_hub = is(ReaderClass::person) || is(ReaderClass::proxy);
        return condition == (reads_in_hub ? Condition::not_stored : Condition::purpose);
    }
    switch (condition) {
    case Condition::identity:
    case Condition::view_until:
    case Condition::claims: return cell.conditions.has(Condition::registered);
    case Condition::doctor: return cell.conditions.has(condition) && settings_.doctor_consent;
    case Condition::result:
        return settings_.result_delivered && kind_.waits_for_result && is_provider() &&
               cell.relation != Relation::author;
    case Condition::purpose: return true;
    case Condition::consent: return asks_consent(cell, stated_purpose());
    case Condition::hidden: return !is_insurer_ && request_.person.hidden != Hidden::none;
    case Condition::dead: return !is_insurer_;
    case Condition::live:
        return cell.conditions.has(condition) &&
               is_live(request_.person_insurer, time::day_in_japan(request_.at));
    case Condition::function: return cell.conditions.has(condition) && function_start();
    case Condition::emergency:
    case Condition::disaster:
    case Condition::not_stored:
    case Condition::care_manager_inside:
    case Condition::health_facility: return false;
    default: return cell.conditions.has(condition);
    }
}

std::optional<Reason> Decider::state_of(const Cell& cell, Condition condition) const {
    if (!is_asked(cell, condition)) {
        return std::nullopt;
    }
    switch (condition) {
    case Condition::registered:
    case Condition::identity:
    case Condition::view_until:
    case Condition::claims: return registration(condition);
    case Condition::not_stored: return Reason::not_stored;
    case Condition::opinion_request: return opinion_request();
    case Condition::board_case: return board_case();
    case Condition::plan_maker: return relation(Relation::plan_maker);
    case Condition::burden: return relation(Relation::gives_care_service);
    case Condition::delivery: return delivery();
    case Condition::doctor: return holds(request_.doctor_agrees, Reason::doctor_refuses);
    case Condition::result: return holds(request_.result_is_delivered, Reason::result_not_delivered);
    case Condition::service_type: return service_type();
    case Condition::job: return job();
    case Condition::purpose: return purpose();
    case Condition::consent: return consent(stated_purpose());
    case Condition::hidden: return hidden(cell);
    case Condition::dead: return holds(!is_dead(), Reason::died);
    default: return Reason::allowed; // live, function: asked before any cell
    }
}

Reason Decider::by_hub(const Cell& cell) const {
    if (const Reason reason = right(cell); reason != Reason::allowed) {
        return reason;
    }
    if (const Reason reason = relation(cell.relation); reason != Reason::allowed) {
        return reason;
    }
    if (cell.conditions.has(Condition::registered) && office_.registration != Reason::allowed) {
        return office_.registration;
    }
    for (const Condition condition : steps) {
        if (const Reason reason = state_of(cell, condition).value_or(Reason::allowed);
            reason != Reason::allowed) {
            return reason;
        }
    }
    return Reason::allowed;
}

// A document between its sender and its receivers: no step of the hub is asked.
Reason Decider::by_direct_exchange(const Cell& cell) const {
    if (is_asked(cell, Condition::not_stored)) {
        return Reason::not_stored;
    }
    if (const Reason reason = right(cell); reason != Reason::allowed) {
        return reason;
    }
    if (const Reason reason = relation(cell.relation); reason != Reason::allowed) {
        return reason;
    }
    return purpose();
}

} // namespace renkei::sharing
