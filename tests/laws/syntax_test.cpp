// A record survives every file syntax of its form, or the writer says what does not.
#include "gateway/forms/forms/reader.h"
#include "gateway/forms/forms/writer.h"

#include "tests/laws/compare.h"
#include "tests/laws/law.h"
#include <gtest/gtest.h>

namespace renkei::laws::syntax_test {
namespace {

struct Written {
    std::string bytes;
    diag::Report report;
};

Written write(const forms::Form& form, const forms::Syntax& syntax, const forms::Record& record) {
    Written out;
    forms::Writer(form, syntax).write(record, out.bytes, out.report);
    return out;
}

// The one document of a file. What the reader finds odd is carried content, or an error.
std::string read(const forms::Form& form, const forms::Syntax& syntax, const Written& file,
                 forms::Record& out) {
    diag::Report report;
    forms::Reader reader(form, syntax, file.bytes);
    if (!reader.next(out, report) || report.at_least(diag::Severity::error)) {
        return "refused:\n" + shown(report) + file.bytes;
    }
    forms::Record more(form);
    return reader.next(more, report) ? "two documents:\n" + file.bytes : "";
}

// What CSV carries comes from surplus columns, which only a newer version may have.
void drop_carried(forms::Record& record) {
    const std::uint16_t group = record.form().about().carried_group;
    while (group != forms::none && record.rows(record.root(), group).count > 0) {
        record.remove_last_row(record.root(), group);
    }
}

std::string survives(const forms::Form& form, const forms::Syntax& syntax, forms::Record& record) {
    if (syntax.kind != forms::SyntaxKind::json) {
        drop_carried(record);
    }
    const Written first = write(form, syntax, record);
    forms::Record once(form);
    if (std::string wrong = read(form, syntax, first, once); !wrong.empty()) {
        return wrong;
    }
    if (std::string wrong = silent_differences(record, once, first.report); !wrong.empty()) {
        return wrong + first.bytes;
    }
    const Written second = write(form, syntax, once);
    forms::Record twice(form);
    if (std::string wrong = read(form, syntax, second, twice); !wrong.empty()) {
        return wrong;
    }
    if (second.bytes != first.bytes) {
        return difference(first.bytes, second.bytes);
    }
    return equal(once, twice) ? "" : difference(canonical_text(once), canonical_text(twice));
}

TEST(Syntax, what_is_written_is_read_again_and_what_is_not_is_named) {
    holds([](Lens& lens, forms::Record& record, Random&) -> std::string {
        for (const forms::Syntax& syntax : lens.form().syntaxes()) {
            if (std::string wrong = survives(lens.form(), syntax, record); !wrong.empty()) {
                return std::string(lens.form().text(syntax.id)) + ": " + wrong;
            }
        }
        return "";
    });
}

// File, record, bundle, record, file: the same bytes.
TEST(Syntax, a_file_comes_back_through_a_bundle_byte_for_byte) {
    holds(
        [](Lens& lens, forms::Record& record, Random&) -> std::string {
            const forms::Form& form = lens.form();
            for (const forms::Syntax& syntax : form.syntaxes()) {
                const Written file = write(form, syntax, record);
                forms::Record read_first(form);
                if (file.report.at_least(diag::Severity::error) ||
                    !read(form, syntax, file, read_first).empty()) {
                    continue; // the law above says so
                }
                diag::Report loss;
                const std::string bundle = lens.fill(read_first, loss);
                const Matched back = lens.match(bundle);
                const Written again = write(form, syntax, back.record);
                if (again.bytes != file.bytes && loss.empty()) {
                    return std::string(form.text(syntax.id)) + ": " + difference(file.bytes, again.bytes);
                }
            }
            return "";
        },
        {.every = 2});
}

} // namespace
} // namespace renkei::laws::syntax_test
