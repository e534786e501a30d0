// Reads the tables of mappings/access.
#include "gateway/core/text/alternatives.h"
#include "gateway/network/sharing/access_table.h"
#include "gateway/network/sharing/matrix_compiler.h"
#include "generated/messages/sharing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace renkei::sharing {

using Read = diag::Result<void>;

namespace {

std::vector<std::string> sorted(std::vector<std::string> words) {
    std::ranges::sort(words);
    return words;
}

template <class Row>
std::vector<std::string_view> ids_of(const std::vector<Row>& rows) {
    std::vector<std::string_view> out;
    std::ranges::transform(rows, std::back_inserter(out), &Row::id);
    return out;
}

} // namespace

class MatrixReader {
public:
    explicit MatrixReader(const std::filesystem::path& folder) : folder_(folder) {}
    diag::Result<Matrix> read() {
        TRY_VOID(read_editions());
        TRY_VOID(read_columns());
        TRY_VOID(read_conditions());
        TRY(out_.user_codes_, UserCodes::load(folder_));
        TRY_VOID(read_kinds());
        TRY_VOID(read_items());
        TRY_VOID(read_hidden());
        TRY_VOID(read_readers());
        TRY_VOID(read_rows());
        TRY_VOID(MatrixCompiler(out_).compile(folder_));
        return std::move(out_);
    }

private:
    Read read_editions();
    Read read_columns();
    Read read_conditions();
    Read read_kinds();
    Read read_items();
    Read read_hidden();
    Read read_readers();
    Read read_rows();
    std::optional<ColumnId> column_if_any(AccessTable& table, std::size_t row, std::size_t column) const {
        return table.text(row, column).empty() ? std::nullopt : std::optional(column_of(table, row, column));
    }
    ColumnId column_of(AccessTable& table, std::size_t row, std::size_t column) const {
        return static_cast<ColumnId>(
            table.place(row, column, table.text(row, column), ids_of(out_.columns_)));
    }

    std::filesystem::path folder_;
    Matrix out_;
};

Read MatrixReader::read_editions() {
    enum : std::size_t { id, from, until, use, japanese };
    constexpr std::array<std::string_view, 6> head{"id",  "valid_from", "valid_to",
                                                   "use", "title_ja",   "title_en"};
    TRY(AccessTable table, AccessTable::read(folder_, "editions.tsv", head));
    for (std::size_t row = 0; row < table.size(); ++row) {
        table.is_once(row, table.text(row, id));
        out_.editions_.push_back({.id = std::string(table.text(row, id)),
                                  .title = table.title(row, japanese),
                                  .use = table.word<EditionUse>(row, use),
                                  .from = table.day(row, from),
                                  .until = table.day_if_any(row, until)});
    }
    return table.finish();
}

Read MatrixReader::read_columns() {
    enum : std::size_t { id, japanese, english, narrowed_as };
    constexpr std::array<std::string_view, 4> head{"id", "title_ja", "title_en", "narrowed_as"};
    TRY(AccessTable table, AccessTable::read(folder_, "columns.tsv", head));
    for (std::size_t row = 0; row < table.size(); ++row) {
        table.is_once(row, table.text(row, id));
        out_.columns_.push_back({.id = std::string(table.text(row, id)),
                                 .title = table.title(row, japanese),
                                 .narrowed_as = ColumnId()});
    }
    for (std::size_t row = 0; row < table.size(); ++row) {
        out_.columns_[row].narrowed_as = column_of(table, row, narrowed_as);
    }
    return table.finish();
}

Read MatrixReader::read_conditions() {
    enum : std::size_t { id, japanese };
    constexpr std::array<std::string_view, 3> head{"id", "title_ja", "title_en"};
    TRY(AccessTable table, AccessTable::read(folder_, "conditions.tsv", head));
    out_.conditions_.resize(words<Condition>.size());
    for (std::size_t row = 0; row < table.size(); ++row) {
        table.is_once(row, table.text(row, id));
        out_.conditions_[static_cast<std::size_t>(table.word<Condition>(row, id))] =
            table.title(row, japanese);
    }
    if (table.size() < words<Condition>.size()) { // none twice, so one is missing
        table.refuse(table.size() - 1, id, table.text(table.size() - 1, id),
                     text::alternatives(words<Condition>));
    }
    return table.finish();
}

Read MatrixReader::read_kinds() {
    enum : std::size_t {
        id,
        japanese,
        english,
        exchange,
        receivers,
        function,
        start,
        before_start,
        certification,
        result,
        service_types,
        jobs,
        forms
    };
    constexpr std::array<std::string_view, 13> head{"id",
                                                    "title_ja",
                                                    "title_en",
                                                    "exchange",
                                                    "receivers",
                                                    "function",
                                                    "function_start",
                                                    "before_start",
                                                    "certification",
                                                    "result",
                                                    "service_types",
                                                    "jobs",
                                                    "forms"};
    TRY(AccessTable table, AccessTable::read(folder_, "kinds.tsv", head));
    const std::vector<std::string_view> known_jobs = out_.user_codes_.jobs();
    for (std::size_t row = 0; row < table.size(); ++row) {
        table.is_once(row, table.text(row, id));
        for (const std::string_view job : table.list(row, jobs)) {
            table.place(row, jobs, job, known_jobs);
        }
        const bool has_function = !table.text(row, function).empty();
        out_.kinds_.push_back({.id = std::string(table.text(row, id)),
                               .title = table.title(row, japanese),
                               .exchange = table.word<Exchange>(row, exchange),
                               .receivers = table.word<ReceiverRule>(row, receivers),
                               .function = std::string(table.text(row, function)),
                               .function_start = has_function ? table.word<FunctionStartRule>(row, start)
                                                              : FunctionStartRule::if_stated,
                               .may_precede_start = table.yes(row, before_start),
                               .is_certification = table.yes(row, certification),
                               .waits_for_result = table.yes(row, result),
                               .service_types = sorted(table.texts(row, service_types)),
                               .jobs = sorted(table.texts(row, jobs)),
                               .forms = table.texts(row, forms)});
        for (const std::string& form : out_.kinds_.back().forms) {
            if (!form.starts_with(papers_of_case)) {
                out_.kinds_of_forms_[form].push_back(static_cast<KindId>(row));
            }
        }
    }
    return table.finish();
}

Read MatrixReader::read_items() {
    enum : std::size_t { form, kinds, items, provenance };
    constexpr std::array<std::string_view, 4> head{"form", "kinds", "items", "provenance"};
    TRY(AccessTable table, AccessTable::read(folder_, "items.tsv", head));
    const std::vector<std::string_view> forms = out_.forms();
    for (std::size_t row = 0; row < table.size(); ++row) {
        const std::string_view id = forms[table.place(row, form, table.text(row, form), forms)];
        std::vector<std::string_view> ids;
        std::ranges::transform(out_.kinds_of_form(id), std::back_inserter(ids),
                               [this](KindId kind) { return std::string_view(out_[kind].id); });
        if (ids.size() > most_kinds_of_form) {
            table.refuse(row, form, id, fmt::format("a form of at most {} kinds", most_kinds_of_form));
            break;
        }
        FormItems out{.items = sorted(table.texts(row, items))};
        if (table.text(row, kinds) == "*") {
            out.kinds = first_kinds_of_form(ids.size());
            out.is_of_all_kinds = true;
        } else {
            for (const std::string_view kind : table.list(row, kinds)) {
                out.kinds |= kind_of_form(table.place(row, kinds, kind, ids));
            }
        }
        for (const std::string& item : out.items) {
            table.is_once(row, fmt::format("{} {}", id, item));
        }
        table.place(row, provenance, table.text(row, provenance), provenances);
        out_.items_of_forms_[std::string(id)].push_back(std::move(out));
    }
    return table.finish();
}

Read MatrixReader::read_hidden() {
    enum : std::size_t { form, without, shown, provenance };
    constexpr std::array<std::string_view, 4> head{"form", "without", "shown", "provenance"};
    TRY(AccessTable table, AccessTable::read(folder_, "hidden.tsv", head));
    const std::vector<std::string_view> forms = out_.forms();
    for (std::size_t row = 0; row < table.size(); ++row) {
        table.place(row, form, table.text(row, form), forms);
        table.place(row, provenance, table.text(row, provenance), provenances);
        const LeftOut of_row = table.word<LeftOut>(row, without);
        const std::vector<std::string> shown_items = table.texts(row, shown);
        for (const std::string& item : shown_items) {
            table.is_once(row, fmt::format("{} {}", table.text(row, form), item));
        }
        for (std::size_t i = 0; i < out_.shown_of_hidden_.size(); ++i) {
            if (of_row == LeftOut::both || of_row == static_cast<LeftOut>(i)) {
                std::vector<std::string>& items =
                    out_.shown_of_hidden_[i][std::string(table.text(row, form))];
                items.insert(items.end(), shown_items.begin(), shown_items.end());
            }
        }
    }
    for (auto& forms_of : out_.shown_of_hidden_) {
        for (auto& [form_id, items] : forms_of) {
            std::ranges::sort(items);
        }
    }
    return table.finish();
}

Read MatrixReader::read_readers() {
    enum : std::size_t {
        id,
        japanese,
        english,
        reader_class,
        column,
        care_levels,
        service_types,
        planner_column,
        planner_job,
        roles,
        provenance
    };
    constexpr std::array<std::string_view, 11> head{
        "id",          "title_ja",    "title_en",      "class",
        "column",      "care_levels", "service_types", "planner_column",
        "planner_job", "roles",       "provenance"};
    TRY(AccessTable table, AccessTable::read(folder_, "actors.tsv", head));
    const std::vector<std::string_view> known_jobs = out_.user_codes_.jobs();
    for (std::size_t row = 0; row < table.size(); ++row) {
        table.is_once(row, table.text(row, id));
        out_.actors_.push_back({.id = std::string(table.text(row, id)),
                                .title = table.title(row, japanese),
                                .reader_class = table.word<ReaderClass>(row, reader_class),
                                .column = column_if_any(table, row, column),
                                .care_levels = table.word_list<CareLevel>(row, care_levels),
                                .service_types = sorted(table.texts(row, service_types)),
                                .planner_column = column_if_any(table, row, planner_column),
                                .planner_job = std::string(table.text(row, planner_job))});
        for (const std::string_view each : table.list(row, roles)) {
            const auto role = static_cast<policy::Role>(table.place(row, roles, each, policy::role_names()));
            out_.readers_of_roles_[role].push_back(static_cast<ActorId>(row));
        }
        table.place(row, provenance, table.text(row, provenance), provenances);
        if (const std::string_view job = table.text(row, planner_job); !job.empty()) {
            table.place(row, planner_job, job, known_jobs);
        }
    }
    return table.finish();
}

Read MatrixReader::read_rows() {
    enum : std::size_t {
        edition,
        kind,
        column,
        relation,
        right,
        conditions,
        in_hub,
        provenance,
        source,
        opened
    };
    constexpr std::array<std::string_view, 10> head{"edition", "kind",       "column", "relation",
                                                    "right",   "conditions", "in_hub", "provenance",
                                                    "source",  "opened"};
    constexpr std::array<std::string_view, 3> in_hub_words{"yes", "no", "n/a"};
    TRY(AccessTable table, AccessTable::read(folder_, "matrix.tsv", head));
    const std::vector<std::string_view> editions = ids_of(out_.editions_);
    const std::vector<std::string_view> kinds = ids_of(out_.kinds_);
    for (std::size_t row = 0; row < table.size(); ++row) {
        table.is_once(row, fmt::format("{} {} {} {}", table.text(row, edition), table.text(row, kind),
                                       table.text(row, column), table.text(row, relation)));
        const bool is_of_all = table.text(row, kind) == "*";
        MatrixRow& out = out_.rows_.emplace_back();
        out.edition = static_cast<EditionId>(table.place(row, edition, table.text(row, edition), editions));
        if (!is_of_all) {
            out.kind = static_cast<KindId>(table.place(row, kind, table.text(row, kind), kinds));
        }
        out.column = column_of(table, row, column);
        out.relation = table.word<Relation>(row, relation);
        out.right = table.word<Right>(row, right);
        for (const Condition each : table.word_list<Condition>(row, conditions)) {
            out.conditions.add(each);
        }
        out.is_stored = table.place(row, in_hub, table.text(row, in_hub), in_hub_words) != 1;
        out.is_opened_by_us = table.yes(row, opened, "");
        table.place(row, provenance, table.text(row, provenance), provenances);
        out.provenance = table.text(row, provenance);
        out.line = table.line(row);
        if (is_of_all && out.right != Right::conditions_only) {
            table.refuse(row, right, table.text(row, right), word_of(Right::conditions_only));
        }
    }
    return table.finish();
}

diag::Result<Matrix> Matrix::load(const std::filesystem::path& folder) { return MatrixReader(folder).read(); }

} // namespace renkei::sharing
