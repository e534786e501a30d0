// Functions of texts. Places and lengths count characters, not bytes.
#include "gateway/core/text/utf8.h"
#include "gateway/fhir/fhirpath/equivalent_text.h"
#include "gateway/fhir/fhirpath/function_handlers.h"
#include "gateway/fhir/fhirpath/machine.h"
#include "generated/messages/fhirpath.h"

namespace renkei::fhirpath::handlers {
namespace {

using Texts = std::array<std::string_view, 3>; // the input and up to two arguments

// Takes the input and `count` arguments, each of them one text. Cardinality::none if one of them is empty.
Cardinality take_texts(Machine& machine, const Op& op, const Scope& scope, std::size_t mark,
                       std::size_t count, Texts& out) {
    Cardinality found = machine.one_text(op, mark, out[0]);
    for (std::size_t n = 0; n < count && found != Cardinality::failed; ++n) {
        const Cardinality each = machine.text_argument(op, n, scope, out[n + 1]);
        found = each == Cardinality::one ? found : each == Cardinality::failed ? each : Cardinality::none;
    }
    return found;
}

bool settled(Machine& machine, std::size_t mark, Cardinality found) {
    return found == Cardinality::none && machine.give_nothing(mark);
}

std::size_t byte_of(std::string_view text, std::int64_t character) {
    std::size_t at = 0;
    for (; character > 0 && at < text.size(); --character) {
        at += text::code_point_at(text, at).size;
    }
    return at;
}

bool test(Machine& machine, const Op& op, const Scope& scope, std::size_t mark,
          bool (*holds)(std::string_view, std::string_view)) {
    Texts texts;
    const Cardinality found = take_texts(machine, op, scope, mark, 1, texts);
    return found == Cardinality::one ? machine.give_boolean(mark, truth_value(holds(texts[0], texts[1])))
                                     : settled(machine, mark, found);
}

// Flags as in other languages: i, m, s (which always holds). False: there is another one.
bool flags(Machine& machine, const Op& op, const Scope& scope, std::size_t number, std::string& pattern) {
    std::string_view given;
    if (number >= op.arguments || machine.text_argument(op, number, scope, given) == Cardinality::none) {
        return !machine.error();
    }
    if (given.find_first_not_of("ims") != std::string_view::npos) {
        return machine.fail(message::fhirpath_argument, op, {machine.word_of(op), "i, m, s", given});
    }
    pattern = given.empty() ? pattern : "(?" + std::string(given) + ")" + pattern;
    return !machine.error();
}

std::string replaced(std::string_view text, std::string_view old, std::string_view with) {
    std::string out;
    if (old.empty()) { // around every character
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t size = text::code_point_at(text, at).size;
            out.append(with).append(text.substr(at, size));
            at += size;
        }
        return out.append(with);
    }
    std::size_t at = 0;
    for (std::size_t found; (found = text.find(old, at)) != std::string_view::npos; at = found + old.size()) {
        out.append(text.substr(at, found - at)).append(with);
    }
    return out.append(text.substr(at));
}

// "$1" and "${name}" as RE2 writes them: "\1".
std::string rewrite(std::string_view with, const re2::RE2& regex) {
    std::string out;
    for (std::size_t at = 0; at < with.size(); ++at) {
        const char c = with[at];
        const char next = at + 1 < with.size() ? with[at + 1] : '\0';
        const std::size_t close = c == '$' && next == '{' ? with.find('}', at) : std::string_view::npos;
        if (c == '\\') {
            out += "\\\\";
        } else if (c == '$' && next >= '0' && next <= '9' && next - '0' <= regex.NumberOfCapturingGroups()) {
            out += {'\\', next};
            ++at;
        } else if (close != std::string_view::npos) {
            const auto& groups = regex.NamedCapturingGroups();
            const auto group = groups.find(std::string(with.substr(at + 2, close - at - 2)));
            out += group == groups.end() || group->second > 9 ? "" : "\\" + std::to_string(group->second);
            at = close;
        } else {
            out += c;
        }
    }
    return out;
}

} // namespace

bool place_of(Machine& machine, const Op& op, const Scope& scope, std::size_t mark, bool is_last) {
    Texts texts;
    const Cardinality found = take_texts(machine, op, scope, mark, 1, texts);
    if (found != Cardinality::one) {
        return settled(machine, mark, found);
    }
    const std::size_t at = is_last ? texts[0].rfind(texts[1]) : texts[0].find(texts[1]);
    const auto place = at == std::string_view::npos
                           ? std::int64_t{-1}
                           : static_cast<std::int64_t>(text::count_code_points(texts[0].substr(0, at)));
    return machine.give(mark, Item::integer(place));
}

bool change_text(Machine& machine, const Op& op, const Scope&, std::size_t mark,
                 std::string (*changed)(std::string_view)) {
    std::string_view text;
    const Cardinality found = machine.one_text(op, mark, text);
    return found == Cardinality::one ? machine.give_text(mark, changed(text)) : settled(machine, mark, found);
}

std::string trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\r\f\v";
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos
               ? std::string()
               : std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

bool test_regex(Machine& machine, const Op& op, const Scope& scope, std::size_t mark, bool is_full) {
    Texts texts;
    const Cardinality found = take_texts(machine, op, scope, mark, 1, texts);
    if (found != Cardinality::one) {
        return settled(machine, mark, found);
    }
    if (op.arguments == 1) {
        const re2::RE2* regex = machine.regex(texts[1], is_full, op);
        return regex != nullptr &&
               machine.give_boolean(
                   mark, truth_value(re2::RE2::PartialMatch({texts[0].data(), texts[0].size()}, *regex)));
    }
    std::string pattern(texts[1]);
    if (!flags(machine, op, scope, 1, pattern)) {
        return false;
    }
    const re2::RE2* regex = machine.regex(pattern, is_full, op);
    return regex != nullptr && machine.give_boolean(mark, truth_value(re2::RE2::PartialMatch(
                                                              {texts[0].data(), texts[0].size()}, *regex)));
}

bool substring(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    std::string_view text;
    std::int64_t start = 0;
    std::int64_t length = INT64_MAX;
    const Cardinality input = machine.one_text(op, mark, text);
    const Cardinality first =
        input == Cardinality::failed ? input : machine.whole_argument(op, 0, scope, start);
    if (first != Cardinality::failed && op.arguments == 2) {
        const Cardinality second = machine.whole_argument(op, 1, scope, length);
        length = second == Cardinality::none ? INT64_MAX : length;
        if (second == Cardinality::failed) {
            return false;
        }
    }
    if (input != Cardinality::one || first != Cardinality::one) {
        return input != Cardinality::failed && first != Cardinality::failed && machine.give_nothing(mark);
    }
    const std::size_t begin = byte_of(text, start);
    if (start < 0 || begin >= text.size()) {
        return machine.give_nothing(mark);
    }
    const std::string_view rest = text.substr(begin);
    return machine.give(mark, Item::string(rest.substr(0, byte_of(rest, length))));
}

bool starts_with(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    return test(machine, op, scope, mark,
                [](std::string_view a, std::string_view b) { return a.starts_with(b); });
}

bool ends_with(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    return test(machine, op, scope, mark,
                [](std::string_view a, std::string_view b) { return a.ends_with(b); });
}

bool contains(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    return test(machine, op, scope, mark,
                [](std::string_view a, std::string_view b) { return a.find(b) != std::string_view::npos; });
}

bool replace(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    Texts texts;
    const Cardinality found = take_texts(machine, op, scope, mark, 2, texts);
    if (found != Cardinality::one) {
        return settled(machine, mark, found);
    }
    return machine.spend(texts[0].size() * (texts[2].size() + 1), op) &&
           machine.give_text(mark, replaced(texts[0], texts[1], texts[2]));
}

bool replace_matches(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    Texts texts;
    const Cardinality found = take_texts(machine, op, scope, mark, 2, texts);
    if (found != Cardinality::one) {
        return settled(machine, mark, found);
    }
    std::string pattern(texts[1]);
    if (!flags(machine, op, scope, 2, pattern)) {
        return false;
    }
    const re2::RE2* regex = machine.regex(pattern, false, op);
    if (regex == nullptr || !machine.spend(texts[0].size() * (texts[2].size() + 1), op)) {
        return false;
    }
    std::string out(texts[0]);
    if (!texts[1].empty()) {
        re2::RE2::GlobalReplace(&out, *regex, rewrite(texts[2], *regex));
    }
    return machine.give_text(mark, out);
}

bool length(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    std::string_view text;
    const Cardinality found = machine.one_text(op, mark, text);
    return found == Cardinality::one
               ? machine.give(mark, Item::integer(static_cast<std::int64_t>(text::count_code_points(text))))
               : settled(machine, mark, found);
}

bool to_chars(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    std::string_view text;
    const Cardinality found = machine.one_text(op, mark, text);
    if (found != Cardinality::one) {
        return settled(machine, mark, found);
    }
    machine.truncate(mark);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = text::code_point_at(text, at).size;
        machine.push(Item::string(text.substr(at, size)));
        at += size;
    }
    return true;
}

bool split(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    Texts texts;
    const Cardinality found = take_texts(machine, op, scope, mark, 1, texts);
    if (found != Cardinality::one) {
        return settled(machine, mark, found);
    }
    if (texts[1].empty()) {
        return to_chars(machine, op, scope, mark);
    }
    machine.truncate(mark);
    std::size_t at = 0;
    for (std::size_t end; (end = texts[0].find(texts[1], at)) != std::string_view::npos;
         at = end + texts[1].size()) {
        machine.push(Item::string(texts[0].substr(at, end - at)));
    }
    machine.push(Item::string(texts[0].substr(at)));
    return true;
}

bool join(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    std::string_view separator;
    if (op.arguments == 1 && machine.text_argument(op, 0, scope, separator) == Cardinality::failed) {
        return false;
    }
    if (machine.size() == mark) {
        return true;
    }
    std::string out;
    bool is_first = true;
    for (std::size_t at = mark; at < machine.size(); ++at) {
        const Item value = machine.value_of(machine.at(at));
        if (value.is_nothing()) {
            continue;
        }
        if (value.kind() != ItemKind::string) {
            return machine.fail(message::fhirpath_input_type, op,
                                {"join()", "String", type_name(value, machine.r4())});
        }
        out.append(is_first ? "" : separator).append(value.as_string());
        is_first = false;
    }
    return machine.give_text(mark, out);
}

} // namespace renkei::fhirpath::handlers
