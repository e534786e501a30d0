#include "gateway/forms/html/page_words.h"

#include "gateway/core/text/words.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace renkei::html {
namespace {

using SystemAndCode = std::pair<std::string_view, std::string_view>;

struct EffectName {
    std::string_view name;
    CodeEffect effect;
};
constexpr std::array<EffectName, 5> effect_names{{{"", CodeEffect::none},
                                                  {"not", CodeEffect::denied},
                                                  {"past", CodeEffect::past},
                                                  {"doubt", CodeEffect::doubtful},
                                                  {"restricted", CodeEffect::restricted}}};

std::map<SystemAndCode, PageWord> read_page_words() {
    std::map<SystemAndCode, PageWord> out;
    std::string_view rest = page_words_table();
    while (!rest.empty()) {
        std::string_view line = text::next_part(rest, '\n');
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        const std::string_view system = text::next_part(line, '\t');
        const std::string_view code = text::next_part(line, '\t');
        const std::string_view word = text::next_part(line, '\t');
        const auto* const effect = std::ranges::find(effect_names, line, &EffectName::name);
        out.emplace(SystemAndCode{system, code}, PageWord{.text = word, .effect = effect->effect});
    }
    return out;
}

} // namespace

PageWord page_word(std::string_view system, std::string_view code) {
    static const std::map<SystemAndCode, PageWord> words = read_page_words();
    const auto found = words.find({system, code});
    return found == words.end() ? PageWord{} : found->second;
}

} // namespace renkei::html
