// A file that is written for a receiver has its characters only, and says what was replaced.
#include "gateway/core/text/cp932.h"
#include "gateway/core/text/replace.h"
#include "gateway/core/text/utf8.h"
#include "gateway/forms/record/writer.h"
#include "generated/messages/characters.h"
#include "generated/messages/conversion.h"

#include "tests/laws/law.h"
#include <gtest/gtest.h>

#include <array>

namespace renkei::laws::characters_test {
namespace {

using record::Record;
using record::Row;

constexpr std::array<std::string_view, 8> additions{"髙", "①", "㍉", "𠮷", "\uFA19", "㈱", "か\u3099", "№"};

struct Written {
    std::string bytes{};
    diag::Report report{};
};
Written write(const form::Form& form, const form::Syntax& syntax, const Record& record,
              text::Characters characters) {
    Written out;
    record::Writer(form, syntax, {.characters = characters}).write(record, out.bytes, out.report);
    return out;
}

// Every text of the record in turn.
template <class Change>
void change_texts(Record& record, Row& row, Change change) {
    const form::Form& form = record.form();
    for (const form::Item& item : form.items()) {
        const bool is_text = item.type == form::ItemType::text || item.type == form::ItemType::token;
        if (is_text && item.group == row.group && !record.value(row, item).text().empty()) {
            record.set(row, item, record.arena().keep(change(item, record.value(row, item).text())));
        }
    }
    for (const form::GroupId group : form.groups().ids(1)) {
        if (form.groups()[group].parent == row.group) {
            for (Row* const below : record.rows(row, group)) {
                change_texts(record, *below, change);
            }
        }
    }
}

std::string first_foreign_character(std::string_view bytes, text::Repertoire repertoire) {
    std::string text;
    std::vector<text::DecodeNote> notes;
    text::decode_cp932(bytes, text, notes);
    for (std::size_t at = 0; at < text.size();) {
        const text::CodePoint point = text::code_point_at(text, at);
        if (!text::is_control(point.value) && !text::is_in(repertoire, point.value)) {
            return "not in the repertoire: " + text::code_point_name(point.value);
        }
        at += point.size;
    }
    return notes.empty() ? "" : "bytes that are no character";
}

// Of the forms whose files are CP932; a JSON or a file in UTF-8 holds all characters.
bool is_cp932(const form::Syntax& syntax) {
    return syntax.kind != form::SyntaxKind::json && syntax.encoding == form::Encoding::cp932;
}

std::string written_for(const form::Form& form, const form::Syntax& syntax, Record& record,
                        text::Characters characters) {
    const Written file = write(form, syntax, record, characters);
    if (file.report.at_least(diag::Severity::error)) {
        const bool is_known =
            file.report.has(message::loss_too_long) || file.report.has(message::loss_not_encodable) ||
            file.report.has(message::loss_not_replaced) || file.report.has(message::loss_not_canonical) ||
            file.report.has(message::loss_row_overflow);
        return is_known ? "" : "refused:\n" + shown(file.report);
    }
    if (std::string wrong = first_foreign_character(file.bytes, characters.repertoire); !wrong.empty()) {
        return wrong + "\n" + file.bytes;
    }
    const Written as_it_is = write(form, syntax, record, {});
    if (as_it_is.bytes != file.bytes && !file.report.has(message::loss_replaced) &&
        !file.report.has(message::loss_normalised)) {
        return "silent: " + difference(as_it_is.bytes, file.bytes);
    }
    // the texts of the record are replaced, and nothing else
    change_texts(record, record.root(), [&](const form::Item&, std::string_view text) {
        std::string out(text);
        text::replace_characters(out, characters);
        return out;
    });
    const Written expected = write(form, syntax, record, {});
    return expected.bytes == file.bytes ? "" : difference(expected.bytes, file.bytes);
}

std::string holds_for(Lens& lens, Record& record, Random& random, text::Characters characters) {
    change_texts(record, record.root(), [&](const form::Item& item, std::string_view text) {
        std::string out(text);
        const bool is_of_people = item.type == form::ItemType::text && !item.is(form::implied);
        out += is_of_people ? random.pick(additions) : "";
        return out;
    });
    for (const form::Syntax& syntax : lens.form().syntaxes()) {
        if (!is_cp932(syntax)) {
            continue;
        }
        if (std::string wrong = written_for(lens.form(), syntax, record, characters); !wrong.empty()) {
            return std::string(lens.form().text(syntax.id)) + ": " + wrong;
        }
    }
    return "";
}

TEST(Characters, of_jis_alone_are_in_a_file_for_a_receiver_that_has_no_others) {
    holds([](Lens& lens, Record& record, Random& random) {
        return holds_for(lens, record, random, {.repertoire = text::Repertoire::jis});
    });
}

TEST(Characters, that_cp932_lacks_are_replaced_for_a_receiver_that_has_the_rest) {
    holds(
        [](Lens& lens, Record& record, Random& random) {
            return holds_for(lens, record, random, {.repertoire = text::Repertoire::ms932});
        },
        {.every = 2});
}

} // namespace
} // namespace renkei::laws::characters_test
