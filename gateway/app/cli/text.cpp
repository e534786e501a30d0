#include "gateway/app/cli/text.h"

#include <cstdlib>

namespace renkei::cli {
namespace {

constexpr std::string_view language_option = "--lang";

Language language_of(std::string_view name) {
    return name.starts_with("ja") ? Language::japanese : Language::english;
}

Language language_of_environment() {
    for (const char* const variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* const value = std::getenv(variable);
        if (value != nullptr && *value != '\0') {
            return language_of(value);
        }
    }
    return Language::english;
}

} // namespace

Language choose_language(std::span<const char* const> arguments) {
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string_view argument = arguments[i];
        if (argument == language_option && i + 1 < arguments.size()) {
            return language_of(arguments[i + 1]);
        }
        if (argument.starts_with(language_option) &&
            argument.substr(language_option.size()).starts_with('=')) {
            return language_of(argument.substr(language_option.size() + 1));
        }
    }
    return language_of_environment();
}

} // namespace renkei::cli
