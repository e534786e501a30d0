#include "gateway/network/sharing/decide_sharing.h"

#include "gateway/network/sharing/day.h"
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

constexpr bool is_one_of(auto value, auto... others) { return ((value == others) || ...); }

// What an organisation is to the person by one of its offices. What one office has does not count for another.
struct Office {
    Reason registration = Reason::not_registered;
    bool makes_plan = false;
    std::string_view service_type{}; // empty: none, or two that differ
};

bool is_same_office(const Registration& one, const Registration& other) {
    return one.office == other.office && one.service_type == other.service_type;
}

// `of`: one of the office's registrations; null: it has none.
Office office_of(const ReadingRequest& request, const Registration* of) {
    Office out{.makes_plan = request.makes_plan, .service_type = request.service_type};
    if (of == nullptr) {
        return out;
    }
    for (const Registration& each : request.registrations) {
        if (is_same_office(each, *of)) {
            out.registration =
                std::max(out.registration, registration_state(each, request.person_insurer, request.at));
            out.makes_plan = out.makes_plan || makes_plan(each, request.at);
        }
    }
    if (out.registration == Reason::allowed && !of->service_type.empty()) {
        const bool is_said_otherwise =
            !request.service_type.empty() && request.service_type != of->service_type;
        out.service_type = is_said_otherwise ? std::string_view() : std::string_view(of->service_type);
    }
    return out;
}

// One request by one office, cell by cell. The steps and their order: docs/policy.md.
class Decider {
public:
    Decider(const Matrix& matrix, const ReadingRequest& request, const Registration* registration)
        : request_(request),
          kind_(matrix[*request.kind]),
          reader_(matrix[request.reader]),
          settings_(request.person_insurer.settings),
          office_(office_of(request, registration)),
          is_insurer_(is(ReaderClass::municipality) && !request.insurer.empty() &&
                      request.insurer == request.person.insurer) {}

    bool is(ReaderClass reader_class) const { return reader_.reader_class == reader_class; }
    bool is_provider() const { return is(ReaderClass::office) || is(ReaderClass::medical); }
    bool may_precede_start() const { return kind_.may_precede_start && settings_.plans_before_start; }
    // Has the hub's function begun? Its day, where the insurer names one.
    std::optional<time::Date> function_start() const;
    bool has_column() const;
    bool is_planner() const {
        return reader_.planner_column && office_.makes_plan && request_.job == reader_.planner_job;
    }

    Reason by_direct_exchange(const Cell& cell) const;
    Reason by_hub(const Cell& cell) const;
    Masked masked() const {
        return {.places = request_.person.hidden != Hidden::none && !is_insurer_,
                .not_for_family = is(ReaderClass::proxy)};
    }

private:
    Reason right(const Cell& cell) const;
    Reason relation(Relation relation) const;
    Reason self() const;
    Reason ground_of_reading(const Cell& cell) const;
    Reason document(const Cell& cell) const;
    Reason user(const Cell& cell) const;
    Reason purpose() const;
    Reason consent(const Cell& cell) const;
    Reason person(const Cell& cell) const;
    Purpose stated_purpose() const {
        return request_.purpose.value_or(unstated_purposes[static_cast<std::size_t>(reader_.reader_class)]);
    }
    bool has_open_request() const {
        return std::ranges::any_of(request_.opinion_requests,
                                   [&](const OpinionRequest& it) { return is_open(it, request_.at); });
    }
    bool is_dead() const { return request_.person.died && *request_.person.died <= request_.at; }
    Reason holds(bool fact, Reason otherwise) const { return fact ? Reason::allowed : otherwise; }

    const ReadingRequest& request_;
    const Kind& kind_;
    const Reader& reader_;
    const InsurerSettings& settings_;
    Office office_;
    bool is_insurer_; // of this person
};

std::optional<time::Date> Decider::function_start() const {
    const auto& functions = request_.person_insurer.functions;
    const auto found = std::ranges::find(functions, kind_.function, &FunctionStart::function);
    return found == functions.end() ? std::nullopt : std::optional(found->from);
}

bool Decider::has_column() const {
    return reader_.column &&
           (reader_.care_levels.empty() ||
            std::ranges::find(reader_.care_levels, request_.person.care_level) != reader_.care_levels.end());
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
    case Relation::plan_maker: return holds(office_.makes_plan, Reason::not_related);
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

// Registration, request for an opinion, case.
Reason Decider::ground_of_reading(const Cell& cell) const {
    if (cell.conditions.has(Condition::registered) && office_.registration != Reason::allowed) {
        return office_.registration;
    }
    if (cell.conditions.has(Condition::opinion_request) && !has_open_request()) {
        return Reason::no_opinion_request;
    }
    if (cell.conditions.has(Condition::board_case)) {
        const BoardCase* const it = request_.board_case;
        const time::Date day = day_in_japan(request_.at);
        return holds(it != nullptr && it->from <= day && (!it->until || day <= *it->until),
                     Reason::case_closed);
    }
    return Reason::allowed;
}

Reason Decider::document(const Cell& cell) const {
    // A draft is for the person, who shall agree to it (O24).
    const bool may_see_draft = is(ReaderClass::person) ||
                               (is(ReaderClass::proxy) && request_.ground == Ground::legal_representative);
    if (cell.conditions.has(Condition::delivery) &&
        (request_.plan_state == PlanState::none ||
         (request_.plan_state == PlanState::for_consent && !may_see_draft))) {
        return Reason::not_delivered;
    }
    if (cell.conditions.has(Condition::doctor) && settings_.doctor_consent && !request_.doctor_agrees) {
        return Reason::doctor_refuses;
    }
    const bool needs_result = settings_.result_delivered && kind_.waits_for_result && is_provider() &&
                              cell.relation != Relation::author;
    return holds(!needs_result || request_.result_is_delivered, Reason::result_not_delivered);
}

Reason Decider::user(const Cell& cell) const {
    const auto is_in = [](const std::vector<std::string>& sorted, std::string_view word) {
        return std::ranges::binary_search(sorted, word);
    };
    if (cell.conditions.has(Condition::service_type) &&
        !(is_in(reader_.service_types, office_.service_type) &&
          (kind_.service_types.empty() || is_in(kind_.service_types, office_.service_type)))) {
        return Reason::service_type;
    }
    const bool has_job = !request_.job.empty() && (kind_.jobs.empty() || is_in(kind_.jobs, request_.job));
    return holds(!cell.conditions.has(Condition::job) || has_job, Reason::job);
}

Reason Decider::purpose() const {
    const Purpose purpose = stated_purpose();
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

Reason Decider::consent(const Cell& cell) const {
    const Purpose purpose = stated_purpose();
    const bool is_of_cell =
        cell.right == Right::reads_with_consent || cell.conditions.has(Condition::consent);
    const bool is_strict = settings_.strict && is_provider() && cell.relation != Relation::author;
    const bool is_other_care = is_one_of(purpose, Purpose::needed, Purpose::other_for_care);
    // No consent is needed to show the person what is about them (O23); an emergency stands for
    // it (O32).
    if (is(ReaderClass::person) || is(ReaderClass::proxy) || purpose == Purpose::emergency ||
        !(is_of_cell || is_strict || is_other_care)) {
        return Reason::allowed;
    }
    if (is_dead()) { // consent ends with death, for the insurer, too (O29)
        return Reason::died;
    }
    return consent_state(request_.consents, {.at = request_.at,
                                             .insurer = request_.person_insurer,
                                             .kind = kind_.id,
                                             .receiver = request_.numbers,
                                             .purpose = purpose});
}

// Protective measures and death.
Reason Decider::person(const Cell& cell) const {
    if (is_insurer_) {
        return Reason::allowed;
    }
    const PersonState& person = request_.person;
    if (person.hidden != Hidden::none) {
        // In a disaster another municipality reads without a relation of its own.
        const bool is_related = (!is_one_of(cell.relation, Relation::any, Relation::other) ||
                                 (is(ReaderClass::medical) && has_open_request())) &&
                                !is(ReaderClass::municipality);
        const bool is_cut_off =
            is(ReaderClass::proxy) || (is(ReaderClass::person) && person.hidden == Hidden::self);
        if (!is_related || is_cut_off) {
            return Reason::hidden;
        }
    }
    return holds(!is_dead(), Reason::died);
}

Reason Decider::by_hub(const Cell& cell) const {
    using Step = Reason (Decider::*)(const Cell&) const;
    constexpr std::array<Step, 3> before_purpose{&Decider::ground_of_reading, &Decider::document,
                                                 &Decider::user};
    if (const Reason reason = right(cell); reason != Reason::allowed) {
        return reason;
    }
    if (const Reason reason = relation(cell.relation); reason != Reason::allowed) {
        return reason;
    }
    for (const Step step : before_purpose) {
        if (const Reason reason = (this->*step)(cell); reason != Reason::allowed) {
            return reason;
        }
    }
    if (const Reason reason = purpose(); reason != Reason::allowed) {
        return reason;
    }
    if (const Reason reason = consent(cell); reason != Reason::allowed) {
        return reason;
    }
    return person(cell);
}

// A document between its sender and its receivers: no step of the hub is asked.
Reason Decider::by_direct_exchange(const Cell& cell) const {
    if (is(ReaderClass::person) || is(ReaderClass::proxy)) {
        return Reason::not_stored;
    }
    if (const Reason reason = right(cell); reason != Reason::allowed) {
        return reason;
    }
    if (const Reason reason = relation(cell.relation); reason != Reason::allowed) {
        return reason;
    }
    return holds(is_one_of(stated_purpose(), Purpose::care, Purpose::needed, Purpose::other_for_care),
                 Reason::purpose);
}

// Whichever cell permits; otherwise the one that came furthest (O38).
void try_cells(const MatrixTable& table, KindId kind, ColumnId column, const auto& decide_cell,
               Decision& best) {
    for (const Cell& cell : table.cells(kind, column)) {
        const Reason reason = decide_cell(cell);
        if (best.cell == nullptr || reason > best.reason) {
            best.reason = reason;
            best.cell = &cell;
            best.column = column;
        }
    }
}

void try_office(const Matrix& matrix, const ReadingRequest& request, const MatrixTable& table,
                const Registration* registration, Decision& best) {
    const Decider decider(matrix, request, registration);
    const bool is_direct = matrix[*request.kind].exchange == Exchange::direct;
    const auto decide_cell = [&](const Cell& cell) {
        return is_direct ? decider.by_direct_exchange(cell) : decider.by_hub(cell);
    };
    const Reader& reader = matrix[request.reader];
    try_cells(table, *request.kind, *reader.column, decide_cell, best);
    if (decider.is_planner()) {
        try_cells(table, *request.kind, *reader.planner_column, decide_cell, best);
    }
}

// Each office of the organisation for itself: relation, registration and service type are of the same one.
void try_offices(const Matrix& matrix, const ReadingRequest& request, const MatrixTable& table,
                 Decision& best) {
    if (request.registrations.empty()) {
        try_office(matrix, request, table, nullptr, best);
    }
    for (auto it = request.registrations.begin(); it != request.registrations.end(); ++it) {
        const bool is_tried = std::any_of(request.registrations.begin(), it, [&](const Registration& other) {
            return is_same_office(other, *it);
        });
        if (!is_tried) {
            try_office(matrix, request, table, &*it, best);
        }
    }
}

// What the hub asks before it looks at any cell; both depend on the insurer and the kind alone, so that they
// reveal nothing about a person (O10).
void ask_hub(const Matrix& matrix, const ReadingRequest& request, const MatrixTable* table,
             const Decider& decider, Decision& out) {
    const time::Date day = day_in_japan(request.at);
    const Kind& kind = matrix[*request.kind];
    const std::optional<time::Date> start = decider.function_start();
    if (table == nullptr || (!is_live(request.person_insurer, day) && !decider.may_precede_start())) {
        out.edition = matrix.before_start();
        out.reason = Reason::insurer_not_started;
        out.starts = request.person_insurer.live_from;
    } else if (!kind.function.empty() &&
               (start ? day < *start : kind.function_start == FunctionStartRule::asked)) {
        out.reason = Reason::function_not_offered;
        out.starts = start;
    } else {
        out.reason = table->is_stored(*request.kind) ? Reason::allowed : Reason::not_stored;
    }
}

} // namespace

Decision decide(const Matrix& matrix, const ReadingRequest& request) {
    Decision out;
    if (matrix.empty()) {
        return out;
    }
    const MatrixTable* table = matrix.table_at(day_in_japan(request.at));
    out.edition = table == nullptr ? matrix.before_start() : table->edition();
    if (!request.kind) {
        out.reason = Reason::kind_unknown;
        return out;
    }
    if (table != nullptr && !table->decides()) {
        return out;
    }
    const Decider decider(matrix, request, nullptr);
    const bool is_direct = matrix[*request.kind].exchange == Exchange::direct;
    if (is_direct) { // it waits for no start
        table = table == nullptr ? &matrix.first_table() : table;
        out.edition = table->edition();
    } else {
        ask_hub(matrix, request, table, decider, out);
        if (out.reason != Reason::allowed) {
            return out;
        }
    }
    out.reason = decider.has_column() ? Reason::cell_unknown : Reason::no_column;
    if (out.reason == Reason::no_column) {
        return out;
    }
    try_offices(matrix, request, *table, out);
    if (out.allowed() && !is_direct) {
        out.masked = decider.masked();
    }
    return out;
}

bool FormDecision::allowed() const {
    return std::ranges::any_of(kinds, [](const KindDecision& it) { return it.decision.allowed(); });
}

bool FormDecision::is_whole() const {
    return !kinds.empty() && std::ranges::all_of(kinds, [](const KindDecision& it) {
        return it.decision.allowed() && !it.decision.masked.any();
    });
}

FormDecision decide_form(const Matrix& matrix, ReadingRequest request, std::string_view form) {
    FormDecision out;
    for (const KindId kind : matrix.kinds_of_form(form)) {
        request.kind = kind;
        out.kinds.push_back({.kind = kind, .decision = decide(matrix, request)});
    }
    return out;
}

} // namespace renkei::sharing
