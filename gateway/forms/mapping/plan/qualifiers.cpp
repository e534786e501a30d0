#include "gateway/forms/mapping/plan/qualifiers.h"

#include "gateway/core/text/tab_table.h"
#include "gateway/forms/mapping/plan/code_words.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

template <class T>
struct Named {
    std::string_view name;
    T what;
};
constexpr Named<Treatment> treatments[] = {{"never", Treatment::never},       {"alone", Treatment::alone},
                                           {"family", Treatment::family},     {"words", Treatment::words},
                                           {"reported", Treatment::reported}, {"none", Treatment::absence},
                                           {"same", Treatment::same}};
constexpr Named<Asked> questions[] = {
    {"code", Asked::code},       {"there", Asked::there},   {"over", Asked::over},
    {"day", Asked::day},         {"person", Asked::person}, {"stay", Asked::stay},
    {"value", Asked::value},     {"amount", Asked::amount}, {"unit", Asked::unit},
    {"differs", Asked::differs}, {"needed", Asked::needed}, {"time", Asked::time},
    {"timing", Asked::timing},   {"range", Asked::range},   {"carried", Asked::carried},
    {"many", Asked::many}};

// A word that is not known is the first one.
template <class T, std::size_t size>
T named(const Named<T> (&all)[size], std::string_view name) {
    const auto found = std::ranges::find(all, name, &Named<T>::name);
    return found == std::end(all) ? all[0].what : found->what;
}

std::vector<QualifierRow> read(std::string_view tsv, bool is_context) {
    std::vector<QualifierRow> out;
    for (std::string_view line : text::table_lines(tsv)) {
        QualifierRow row{.element = text::next_part(line, '\t')};
        if (is_context) {
            row.beside = text::next_part(line, '\t');
            row.asked = named(questions, text::next_part(row.beside, ':'));
        }
        for (std::string_view answers = text::next_part(line, '\t'); !answers.empty();) {
            row.answers.push_back(text::next_part(answers, ' '));
        }
        row.family = text::next_part(line, '\t');
        row.treatment = named(treatments, text::next_part(row.family, ':'));
        row.paragraph = text::next_part(line, '\t');
        row.reason = line;
        out.push_back(std::move(row));
    }
    return out;
}

} // namespace

std::vector<QualifierRow> read_modifiers(std::string_view table) { return read(table, false); }
std::vector<QualifierRow> read_context(std::string_view table) { return read(table, true); }

std::span<const QualifierRow> modifiers() {
    static const std::vector<QualifierRow> all = read_modifiers(modifiers_table());
    return all;
}

std::span<const QualifierRow> context() {
    static const std::vector<QualifierRow> all = read_context(context_table());
    return all;
}

std::span<const CodeWords> code_words() {
    static const auto all = text::table_rows<CodeWords, &CodeWords::kind, &CodeWords::code, &CodeWords::words,
                                             &CodeWords::pattern, &CodeWords::other>(words_table());
    return all;
}

const CodeWords* code_words_of(std::string_view kind, std::string_view code) {
    const auto found = std::ranges::find_if(
        code_words(), [&](const CodeWords& each) { return each.kind == kind && each.code == code; });
    return found == code_words().end() ? nullptr : &*found;
}

} // namespace renkei::mapping
