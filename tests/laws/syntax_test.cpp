// A record survives every file syntax of its form, or the writer says what does not.
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/reader.h"
#include "gateway/forms/record/writer.h"

#include "tests/laws/compare.h"
#include "tests/laws/law.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::laws::syntax_test {
namespace {

struct SourceText {
    std::string name; // items may stand in it
    std::string bytes;
    diag::Report report;
};

SourceText write(const form::Form& form, const form::Syntax& syntax, const record::Record& record) {
    SourceText out;
    out.name = record::file_name(record, syntax);
    record::Writer(form, syntax).write(record, out.bytes, out.report);
    return out;
}

// Reads the one document of a file; returns what is wrong, or empty.
std::string read(const form::Form& form, const form::Syntax& syntax, const SourceText& file,
                 record::Record& out) {
    diag::Report report;
    record::Reader reader(form, syntax, file.bytes, {.file = file.name});
    if (!reader.next(out, report) || report.at_least(diag::Severity::error)) {
        return "refused:\n" + shown(report) + file.bytes;
    }
    record::Record more(form);
    return reader.next(more, report) ? "two documents:\n" + file.bytes : "";
}

// What CSV carries comes from surplus columns, which only a newer version may have.
void drop_carried(record::Record& record) {
    const form::GroupId group = record.form().about().carried_group;
    while (group != form::none && record.rows(record.root(), group).count > 0) {
        record.remove_last_row(record.root(), group);
    }
}

std::string survives(const form::Form& form, const form::Syntax& syntax, record::Record& record) {
    if (syntax.kind != form::SyntaxKind::json) {
        drop_carried(record);
    }
    const SourceText first = write(form, syntax, record);
    record::Record once(form);
    if (std::string wrong = read(form, syntax, first, once); !wrong.empty()) {
        return wrong;
    }
    if (std::string wrong = silent_differences(record, once, first.report); !wrong.empty()) {
        return wrong + first.bytes;
    }
    const SourceText second = write(form, syntax, once);
    record::Record twice(form);
    if (std::string wrong = read(form, syntax, second, twice); !wrong.empty()) {
        return wrong;
    }
    if (second.bytes != first.bytes || second.name != first.name) {
        return difference(first.name + "\n" + first.bytes, second.name + "\n" + second.bytes);
    }
    return equal(once, twice) ? "" : difference(canonical_text(once), canonical_text(twice));
}

TEST(Syntax, what_is_written_is_read_again_and_what_is_not_is_named) {
    holds([](Lens& lens, record::Record& record, Random&) -> std::string {
        for (const form::Syntax& syntax : lens.form().syntaxes()) {
            if (std::string wrong = survives(lens.form(), syntax, record); !wrong.empty()) {
                return std::string(lens.form().text(syntax.id)) + ": " + wrong;
            }
        }
        return "";
    });
}

// What a CSV file says, the form's JSON says, too: CSV, record, JSON, record, CSV.
std::string survives_json(const form::Form& form, const form::Syntax& csv, const form::Syntax& json,
                          record::Record& record) {
    drop_carried(record);
    const SourceText file = write(form, csv, record);
    record::Record of_csv(form);
    if (file.report.at_least(diag::Severity::error) || !read(form, csv, file, of_csv).empty()) {
        return {}; // another law says so
    }
    const SourceText between = write(form, json, of_csv);
    if (!between.report.empty()) {
        return "lost in JSON: " + shown(between.report);
    }
    record::Record of_json(form);
    if (std::string wrong = read(form, json, between, of_json); !wrong.empty()) {
        return wrong;
    }
    if (!equal(of_csv, of_json)) {
        return difference(canonical_text(of_csv), canonical_text(of_json)) + between.bytes;
    }
    const SourceText again = write(form, csv, of_json);
    return again.bytes == file.bytes && again.name == file.name
               ? ""
               : difference(file.name + "\n" + file.bytes, again.name + "\n" + again.bytes);
}

TEST(Syntax, a_csv_file_comes_back_through_json_byte_for_byte) {
    holds([](Lens& lens, record::Record& record, Random&) -> std::string {
        const form::Form& form = lens.form();
        const auto json = std::ranges::find(form.syntaxes(), form::SyntaxKind::json, &form::Syntax::kind);
        for (const form::Syntax& csv : form.syntaxes()) {
            const bool is_first = &csv == &form.syntaxes().front(); // ORCA has items that no other syntax has
            if (!is_first || csv.kind == form::SyntaxKind::json || json == form.syntaxes().end()) {
                continue;
            }
            if (std::string wrong = survives_json(form, csv, *json, record); !wrong.empty()) {
                return std::string(form.text(csv.id)) + ": " + wrong;
            }
        }
        return "";
    });
}

// File, record, bundle, record, file: the same bytes.
TEST(Syntax, a_file_comes_back_through_a_bundle_byte_for_byte) {
    holds(
        [](Lens& lens, record::Record& record, Random&) -> std::string {
            const form::Form& form = lens.form();
            for (const form::Syntax& syntax : form.syntaxes()) {
                const SourceText file = write(form, syntax, record);
                record::Record read_first(form);
                if (file.report.at_least(diag::Severity::error) ||
                    !read(form, syntax, file, read_first).empty()) {
                    continue; // the law above says so
                }
                diag::Report loss;
                const std::string bundle = lens.fill(read_first, loss);
                const Matched back = lens.match(bundle);
                const SourceText again = write(form, syntax, back.record);
                if ((again.bytes != file.bytes || again.name != file.name) && loss.empty()) {
                    return std::string(form.text(syntax.id)) + ": " +
                           difference(file.name + "\n" + file.bytes, again.name + "\n" + again.bytes);
                }
            }
            return "";
        },
        {.every = 2});
}

} // namespace
} // namespace renkei::laws::syntax_test
