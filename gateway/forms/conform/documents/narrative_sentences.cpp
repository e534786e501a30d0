#include "gateway/forms/conform/documents/narrative_sentences.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/base/word_list.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width_folding.h"
#include "gateway/forms/conform/documents/written_values.h"

#include <algorithm>
#include <array>
#include <span>

namespace renkei::conform {
namespace {

constexpr std::size_t shortest_subject = 2; // characters
constexpr std::size_t shortest_part = 3;    // of an answer that stands in a text by no coincidence

// Japanese grammar: how a clause denies, how it ends, and what stands before the verb. Folded.
constexpr std::array<std::string_view, 15> ends_that_deny{
    "なし",         "無し",         "ない",     "無い",       "ありません",
    "認めない",     "認めません",   "認めず",   "みられない", "見られない",
    "みられません", "見られません", "いません", "いない",     "否定"};
// Answers that deny as a whole.
constexpr std::array<std::string_view, 5> denials{"無", "非該当", "不要", "いいえ", "0"};
constexpr std::array<std::string_view, 4> polite_ends{"です", "でした", "である", "だ"};
constexpr std::array<std::string_view, 9> particles{"は", "が", "も",   "を",    "に",
                                                    "へ", "の", "特に", "とくに"};
constexpr std::array<std::string_view, 2> tails_of_questions{"の有無", "有無"};
constexpr std::array<std::string_view, 2> marks_of_unticked{"☐", "□"};
constexpr std::string_view topic = "は";

bool take_end(std::string_view& text, std::span<const std::string_view> ends) {
    for (const std::string_view end : ends) {
        if (text.ends_with(end)) {
            text.remove_suffix(end.size());
            return true;
        }
    }
    return false;
}

void take_all_ends(std::string_view& text, std::span<const std::string_view> ends) {
    while (take_end(text, ends)) {
    }
}

std::size_t length(std::string_view text) { return text::count_code_points(text); }

bool has_digit(std::string_view text) { return std::ranges::any_of(text, base::is_digit); }

bool denies(std::string_view value) {
    const std::string folded = text::fold(value);
    return base::is_one_of(folded, denials) ||
           std::ranges::any_of(
               ends_that_deny,
               [&](std::string_view each) { return folded.find(each) != std::string::npos; }) ||
           std::ranges::any_of(marks_of_unticked, [&](std::string_view each) { return folded == each; });
}

// What a clause says is not there; empty: it denies nothing.
std::string_view denied_subject(std::string_view folded) {
    take_all_ends(folded, polite_ends);
    if (!take_end(folded, ends_that_deny)) {
        return {};
    }
    take_all_ends(folded, particles);
    return folded;
}

// A part of a label is another question: 認知症 of 認知症高齢者の日常生活自立度.
bool is_about(std::string_view label, std::string_view subject) {
    take_all_ends(label, tails_of_questions);
    return label == subject;
}

// A label all of whose values say that there is something.
std::optional<std::string> denied_label(const StatedValues& stated, std::string_view subject) {
    std::optional<std::string> out;
    for (const auto& [label, values] : stated.values) {
        if (!is_about(label, subject)) {
            continue;
        }
        if (std::ranges::any_of(values, denies)) {
            return std::nullopt;
        }
        out = out || values.empty() ? out : std::optional(values.front());
    }
    return out;
}

// Is it a part of a printed label or heading, or nothing?
bool is_printed(const StatedValues& stated, std::string_view text) {
    const auto has = [&](const std::string& printed) { return printed.find(text) != std::string::npos; };
    return text.empty() || std::ranges::any_of(stated.labels, has) ||
           std::ranges::any_of(stated.headings, has);
}

// A stated text at the beginning of the subject, behind which only printed words stand.
std::optional<std::string> denied_value(const StatedValues& stated, std::string_view subject) {
    for (const auto& [label, values] : stated.values) {
        for (const std::string& value : values) {
            const std::string folded = text::fold(value);
            if (length(folded) < shortest_subject || has_digit(folded) || !subject.starts_with(folded)) {
                continue;
            }
            std::string_view rest = subject.substr(folded.size());
            for (const std::string_view particle : particles) {
                rest.remove_prefix(rest.starts_with(particle) ? particle.size() : 0);
            }
            if (is_printed(stated, rest)) {
                return value;
            }
        }
    }
    return std::nullopt;
}

// Is there an item with this list whose printed label stands in the text?
bool names_item_of(const PrintedList& list, std::string_view folded) {
    return std::ranges::any_of(list.labels, [&](const std::string& label) {
        return length(label) >= shortest_subject && folded.find(label) != std::string_view::npos;
    });
}

bool is_unticked(std::string_view folded, std::size_t at) {
    return std::ranges::any_of(marks_of_unticked,
                               [&](std::string_view mark) { return folded.substr(0, at).ends_with(mark); });
}

// The answers of a list that a text names and that are (not) held.
std::vector<const PrintedAnswer*> answers_in(const PrintedList& list, const DocumentContent& content,
                                             std::string_view folded, bool held) {
    std::vector<const PrintedAnswer*> out;
    for (const PrintedAnswer& answer : list.answers) {
        const std::size_t at = answer.folded.empty() ? std::string_view::npos : folded.find(answer.folded);
        if (at != std::string_view::npos && content.has_folded(answer.folded) == held &&
            !is_unticked(folded, at)) {
            out.push_back(&answer);
        }
    }
    return out;
}

// Is the expected value an answer of a list, and does the text name only others of it?
bool names_only_other_answers(const FormWords& words, const std::string& expected, std::string_view folded) {
    const std::string ours = text::fold(expected);
    if (folded.find(ours) != std::string_view::npos) {
        return false;
    }
    return std::ranges::any_of(words.lists, [&](const PrintedList& list) {
        const auto is_ours = [&](const PrintedAnswer& answer) { return answer.folded == ours; };
        return std::ranges::any_of(list.answers, is_ours) &&
               std::ranges::any_of(list.answers, [&](const PrintedAnswer& answer) {
                   return !is_ours(answer) && length(answer.folded) >= shortest_subject &&
                          folded.find(answer.folded) != std::string_view::npos;
               });
    });
}

bool is_another_value(const FormWords& words, const std::string& expected, const std::string& found) {
    const std::string theirs = text::fold(found);
    const bool has_number = has_digit(text::fold(expected)) && has_digit(theirs);
    return names_only_other_answers(words, expected, theirs) || (has_number && !may_agree(expected, found));
}

} // namespace

FormWords words_of(const form::Form& form) {
    FormWords out;
    for (const form::CodeList& list : form.lists()) {
        out.lists.emplace_back();
        PrintedList& printed = out.lists.back();
        for (const form::CodeRow& row : form.rows(list)) {
            const std::string_view shown = form.text(row.display);
            printed.answers.push_back({text::fold(shown), shown});
        }
    }
    for (const form::Item& item : form.items()) {
        const auto label = out.labels.insert(text::fold(form.text(item.name))).first;
        if (item.list != form::none) {
            out.lists[item.list].labels.push_back(*label);
        }
    }
    out.labels.erase(std::string());
    return out;
}

std::optional<Contradiction> denial_in(const StatedValues& stated, const DocumentContent& content,
                                       std::string_view clause) {
    const std::string folded = text::fold(clause);
    const std::string_view subject = denied_subject(folded);
    if (length(subject) < shortest_subject || content.has_text(clause)) {
        return std::nullopt;
    }
    std::optional<std::string> value = denied_label(stated, subject);
    if (!value) {
        value = denied_value(stated, subject);
    }
    return value ? std::optional(Contradiction{std::string(clause), *value}) : std::nullopt;
}

std::optional<Contradiction> other_value_in(const StatedValues& stated, std::string_view clause) {
    const std::size_t at = clause.find(topic);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    const auto found = stated.values.find(text::fold(clause.substr(0, at)));
    const std::string said(clause.substr(at + topic.size()));
    if (found == stated.values.end() || found->second.empty() ||
        !std::ranges::all_of(found->second, [&](const std::string& each) {
            return is_another_value(stated.words, each, said);
        })) {
        return std::nullopt;
    }
    return Contradiction{std::string(clause), found->second.front()};
}

std::optional<Contradiction> other_answer_in(const StatedValues& stated, const DocumentContent& content,
                                             std::string_view text) {
    const std::string folded = text::fold(text);
    for (const PrintedList& list : stated.words.lists) {
        std::vector<const PrintedAnswer*> others = answers_in(list, content, folded, false);
        std::erase_if(others, [&](const PrintedAnswer* each) {
            return length(each->folded) < shortest_part ||
                   (!has_digit(each->folded) && !names_item_of(list, folded));
        });
        if (!others.empty() && answers_in(list, content, folded, true).empty()) {
            return Contradiction{std::string(others.front()->shown), {}};
        }
    }
    return std::nullopt;
}

} // namespace renkei::conform
