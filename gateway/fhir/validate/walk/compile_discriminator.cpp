// The path of a discriminator as steps.
#include "gateway/fhir/validate/walk/compile_plan.h"

#include <algorithm>
#include <optional>

namespace renkei::validate {
namespace {

// The text between the brackets of "extension('u')", without quotes.
std::string_view argument(std::string_view step) {
    const std::size_t open = step.find('(');
    std::string_view inside = step.substr(open + 1, step.rfind(')') - open - 1);
    if (inside.size() >= 2 && (inside.front() == '\'' || inside.front() == '"')) {
        inside = inside.substr(1, inside.size() - 2);
    }
    return inside;
}

std::optional<DiscriminatorStep> step_of(std::string_view text, const definitions::R4Definitions& r4) {
    if (text.find('(') == std::string_view::npos) {
        const std::size_t choice = text.find("[x]");
        return child_step(text.substr(0, choice), r4);
    }
    const std::string_view name = text.substr(0, text.find('('));
    if (!text.ends_with(')')) {
        return std::nullopt;
    }
    if (name == "extension") {
        return DiscriminatorStep{DiscriminatorStep::Kind::extension, argument(text)};
    }
    if (name == "resolve") {
        return DiscriminatorStep{DiscriminatorStep::Kind::resolve, {}};
    }
    if (name == "ofType" || name == "as") {
        return DiscriminatorStep{DiscriminatorStep::Kind::of_type, argument(text)};
    }
    return std::nullopt;
}

// Where the step that begins `path` ends: at a dot outside of brackets and quotes.
std::size_t end_of_step(std::string_view path) {
    int depth = 0;
    for (std::size_t at = 0; at < path.size(); ++at) {
        depth += path[at] == '(' ? 1 : path[at] == ')' ? -1 : 0;
        if (path[at] == '.' && depth == 0) {
            return at;
        }
    }
    return path.size();
}

} // namespace

DiscriminatorPlan compile_discriminator(const profiles::Discriminator& discriminator,
                                        const definitions::R4Definitions& r4) {
    DiscriminatorPlan out{.kind = discriminator.kind, .steps = {}, .path = discriminator.path};
    std::string_view rest = discriminator.path;
    while (!rest.empty()) {
        const std::size_t end = end_of_step(rest);
        const std::string_view text = rest.substr(0, end);
        rest = rest.substr(std::min(end + 1, rest.size()));
        if (text == "$this") {
            continue;
        }
        const auto step = step_of(text, r4);
        if (!step) {
            out.is_understood = false;
            return out;
        }
        out.steps.push_back(*step);
    }
    return out;
}

} // namespace renkei::validate
