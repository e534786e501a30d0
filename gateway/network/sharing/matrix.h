// The sharing matrix: who may read what in the care hub, by edition. It is data (mappings/access/*.tsv), read
// once and compiled into a flat table; decide_sharing.h decides by it.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/time/date.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/sharing/form_part.h"
#include "gateway/network/sharing/matrix_words.h"
#include "gateway/network/sharing/title.h"
#include "gateway/network/sharing/user_codes.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::sharing {

// Places in the lists of a matrix.
enum class KindId : std::uint16_t {};
enum class ActorId : std::uint16_t {};
enum class ColumnId : std::uint16_t {};
enum class EditionId : std::uint16_t {};

struct Edition {
    std::string id;
    Title title;
    EditionUse use;
    time::Date from;
    std::optional<time::Date> until; // both ends count
};

struct Column {
    std::string id;
    Title title;
    ColumnId narrowed_as; // the column of a narrowing edition that it counts in
};

// A kind of information.
struct Kind {
    std::string id;
    Title title;
    Exchange exchange;
    ReceiverRule receivers;
    std::string function;             // of the hub that shows it, which begins on a day of its own; or empty
    FunctionStartRule function_start; // without such a day
    bool may_precede_start;           // it need not wait for the insurer, if the insurer's settings say so
    bool is_certification;            // 認定情報
    bool waits_for_result;            // of the certification, if the insurer's settings say so
    std::vector<std::string> service_types; // that read it, of offices that are asked for one; empty: all
    std::vector<std::string> jobs;          // of users, likewise; both sorted
    std::vector<std::string> forms;         // that carry it
};

// Who reads: an actor of the care hub.
struct Actor {
    std::string id;
    Title title;
    ReaderClass reader_class;
    std::optional<ColumnId> column;         // nothing: none of the matrix is for it
    std::vector<CareLevel> care_levels;     // for persons of these only; empty: all
    std::vector<std::string> service_types; // that belong to it, sorted
    // A user with this job counts in this column, too, while the office makes the person's plan.
    std::optional<ColumnId> planner_column;
    std::string planner_job;
};

// A row of matrix.tsv, as it stands there.
struct MatrixRow {
    EditionId edition;
    std::optional<KindId> kind; // nothing: a sentence about all
    ColumnId column;
    Relation relation;
    Right right;
    Conditions conditions;
    bool is_stored;       // by the hub
    bool is_opened_by_us; // the source could not be read, and we decided for a right
    std::string provenance;
    std::uint32_t line;
};

// A row of the deciding edition, narrowed.
struct Cell {
    Relation relation;
    Right right;
    Conditions conditions;
    bool is_opened_by_us;
    EditionId edition;
    std::optional<EditionId> narrowed_by; // if it changed anything
    std::uint32_t line;                   // of matrix.tsv
    std::uint32_t narrowing_line;         // likewise, of `narrowed_by`
};

// What holds from a day on.
class MatrixTable {
public:
    MatrixTable(time::Date from, EditionId edition, std::size_t kinds, std::size_t columns)
        : from_(from),
          edition_(edition),
          columns_(columns),
          not_stored_(kinds, false),
          first_(kinds * columns + 1, 0) {}

    time::Date from() const { return from_; }
    EditionId edition() const { return edition_; }   // that decides
    bool decides() const { return !cells_.empty(); } // no: the last edition ended
    bool is_stored(KindId kind) const { return !not_stored_[static_cast<std::size_t>(kind)]; }
    std::span<const Cell> cells(KindId kind, ColumnId column) const {
        const std::size_t at = place(kind, column);
        return std::span(cells_).subspan(first_[at], first_[at + 1] - first_[at]);
    }

private:
    friend class MatrixCompiler;
    std::size_t place(KindId kind, ColumnId column) const {
        return static_cast<std::size_t>(kind) * columns_ + static_cast<std::size_t>(column);
    }
    time::Date from_;
    EditionId edition_;
    std::size_t columns_;
    std::vector<bool> not_stored_;     // by kind
    std::vector<std::uint32_t> first_; // cell of each place, and the end
    std::vector<Cell> cells_;
};

class Matrix {
public:
    Matrix() = default; // of no edition: everything is denied
    // Reads the folder mappings/access. An unknown word, a row that stands twice, an empty table or a missing
    // edition is an error that names file and line.
    static diag::Result<Matrix> load(const std::filesystem::path& folder);

    std::span<const Edition> editions() const { return editions_; }
    std::span<const Column> columns() const { return columns_; }
    std::span<const Kind> kinds() const { return kinds_; }
    std::span<const Actor> actors() const { return actors_; }
    std::span<const MatrixRow> rows() const { return rows_; } // of all editions
    const Title& title(Condition condition) const { return conditions_[static_cast<std::size_t>(condition)]; }
    const Edition& operator[](EditionId id) const { return editions_[static_cast<std::size_t>(id)]; }
    const Column& operator[](ColumnId id) const { return columns_[static_cast<std::size_t>(id)]; }
    const Kind& operator[](KindId id) const { return kinds_[static_cast<std::size_t>(id)]; }
    const Actor& operator[](ActorId id) const { return actors_[static_cast<std::size_t>(id)]; }

    std::optional<KindId> kind(std::string_view id) const;
    std::optional<ActorId> reader(std::string_view id) const;
    std::span<const KindId> kinds_of_form(std::string_view form) const;
    // Which of its items belong to which kinds; empty: all kinds of the form are shown or none.
    std::span<const FormItems> items_of_form(std::string_view form) const;
    // Items of it that are shown of a hidden person, or as `out` says it, sorted; null: none.
    const std::vector<std::string>* shown_of_hidden(std::string_view form,
                                                    LeftOut out = LeftOut::places) const;
    // What a peer of this role may be; the first, unless another one is named. Empty: it reads for others.
    std::span<const ActorId> readers_of(policy::Role role) const;
    std::vector<ActorId> readers_of(ReaderClass reader_class) const;
    std::vector<std::string_view> forms() const; // that carry a kind
    // Ids of all, for people who wrote another one.
    std::vector<std::string_view> kind_ids() const;
    std::vector<std::string_view> reader_ids() const;
    std::vector<std::string_view> functions() const;
    std::vector<std::string_view> service_types() const;                  // of all readers
    std::vector<std::string_view> service_types(policy::Role role) const; // of all that such a peer may be
    const UserCodes& user_codes() const { return user_codes_; }

    bool empty() const { return tables_.empty(); }
    const MatrixTable* table_at(const time::Date& day) const; // null: before the first
    const MatrixTable& first_table() const { return tables_.front(); }
    EditionId before_start() const { return before_start_; }

private:
    friend class MatrixReader;
    friend class MatrixCompiler;
    std::vector<Edition> editions_;
    std::vector<Column> columns_;
    std::vector<Kind> kinds_;
    std::vector<Actor> actors_;
    std::vector<Title> conditions_; // by Condition
    UserCodes user_codes_;
    std::vector<MatrixRow> rows_;
    std::vector<MatrixTable> tables_; // from the first day on
    EditionId before_start_{};
    std::map<std::string, std::vector<KindId>, std::less<>> kinds_of_forms_;
    std::map<std::string, std::vector<FormItems>, std::less<>> items_of_forms_;
    using ItemsOfForms = std::map<std::string, std::vector<std::string>, std::less<>>;
    std::array<ItemsOfForms, words<LeftOut>.size()> shown_of_hidden_; // by LeftOut
    std::map<policy::Role, std::vector<ActorId>> readers_of_roles_;
};

} // namespace renkei::sharing
