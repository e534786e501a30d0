#include "gateway/network/sharing/decide_sharing.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/sharing/decider.h"
#include "gateway/network/sharing/facts.h"
#include "gateway/network/sharing/matrix_compiler.h"

#include <algorithm>

namespace renkei::sharing {
namespace {

// Whichever cell permits; otherwise the one that came furthest (O38).
void try_cells(const MatrixTable& table, KindId kind, ColumnId column, const Registration* registration,
               const auto& decide_cell, Decision& best) {
    for (const Cell& cell : table.cells(kind, column)) {
        const Reason reason = decide_cell(cell);
        if (best.cell == nullptr || reason > best.reason) {
            best.reason = reason;
            best.cell = &cell;
            best.column = column;
            best.registration = registration;
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
    const Actor& reader = matrix[request.reader];
    try_cells(table, *request.kind, *reader.column, registration, decide_cell, best);
    if (decider.is_planner()) {
        try_cells(table, *request.kind, *reader.planner_column, registration, decide_cell, best);
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
    const time::Date day = time::day_in_japan(request.at);
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

// A member of the board reads a form as papers of the case, or not at all.
KindId read_as(const Matrix& matrix, ActorId reader, KindId kind) {
    if (matrix[reader].reader_class != ReaderClass::board) {
        return kind;
    }
    for (const std::string& form : matrix[kind].forms) {
        const auto found = std::ranges::find_if(matrix.kinds(), [&](const Kind& each) {
            return std::ranges::find(each.forms, std::string(papers_of_case) + form) != each.forms.end();
        });
        if (found != matrix.kinds().end()) {
            return static_cast<KindId>(found - matrix.kinds().begin());
        }
    }
    return kind;
}

} // namespace

Decision decide(const Matrix& matrix, const ReadingRequest& request) {
    Decision out;
    if (matrix.empty()) {
        return out;
    }
    const MatrixTable* table = matrix.table_at(time::day_in_japan(request.at));
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
        out.emergency_consent = decider.emergency_consent(*out.cell);
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

FormDecision decide_kinds(const Matrix& matrix, ReadingRequest request, std::span<const KindId> kinds) {
    FormDecision out;
    for (const KindId kind : kinds) {
        request.kind = read_as(matrix, request.reader, kind);
        out.kinds.push_back({.kind = kind, .decision = decide(matrix, request)});
    }
    return out;
}

FormDecision decide_form(const Matrix& matrix, const ReadingRequest& request, std::string_view form) {
    return decide_kinds(matrix, request, matrix.kinds_of_form(form));
}

} // namespace renkei::sharing
