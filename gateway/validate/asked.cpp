#include "gateway/validate/asked.h"

#include "gateway/validate/core_definitions.h"

namespace renkei::validate {
namespace {

constexpr std::size_t most_names = 4096;
constexpr std::size_t longest_name = 512;

} // namespace

template <class Answer, class Ask>
Answer Asked::remember(ByName<Answer>& known, std::string_view name, Ask ask) {
    if (const auto found = known.find(name); found != known.end()) {
        return found->second;
    }
    const Answer answer = ask();
    if (name.size() <= longest_name) {
        if (known.size() >= most_names) {
            known.clear();
        }
        known.emplace(name, answer);
    }
    return answer;
}

const StructurePlan* Asked::plan(std::string_view canonical) {
    return remember(plans_, canonical, [&] { return knowledge_.plan(canonical); });
}

const std::vector<Asked::Target>& Asked::targets(const profiles::TypeRef& type) {
    const auto [at, is_new] = targets_.try_emplace(&type);
    if (!is_new) {
        return at->second;
    }
    std::vector<Target> out;
    for (const std::string_view canonical : type.target_profiles) {
        Target& target = out.emplace_back();
        target.type = canonical.starts_with(core_definitions) ? knowledge_.defs().type(canonical.substr(core_definitions.size())) : defs::TypeId{};
        target.is_core = static_cast<bool>(target.type);
        target.plan = target.is_core ? nullptr : plan(canonical);
        target.type = target.plan == nullptr ? target.type : target.plan->type;
    }
    return targets_[&type] = std::move(out); // asking for plans may have asked for other targets
}

bool Asked::is_absent(std::string_view profile) {
    return remember(absent_, profile, [&] { return !knowledge_.profiles().problems(profile).at_least(diag::Severity::error); });
}

// Every text with its length before it: two questions are written the same only if they are.
bool Asked::write(const Question& question, std::span<const terms::Coding> codes) {
    const auto append_bytes = [&](const auto& value) { question_.append(reinterpret_cast<const char*>(&value), sizeof value); };
    const auto append = [&](std::string_view text) {
        append_bytes(text.size());
        question_ += text;
    };
    question_.clear();
    append_bytes(question.set);
    append_bytes(question.manner);
    append_bytes(question.options->least);
    append(question.options->languages);
    for (const terms::Coding& code : codes) {
        if (code.system.size() + code.version.size() + code.code.size() + code.display.size() + question_.size() > longest_name) {
            return false;
        }
        append(code.system);
        append(code.version);
        append(code.code);
        append(code.display);
    }
    return true;
}

void Asked::remember_right() {
    if (right_.size() >= most_names) {
        right_.clear();
    }
    right_.insert(question_);
}

Asked::System Asked::system(std::string_view url) {
    return remember(systems_, url, [&] {
        const terms::Terminology& terms = knowledge_.terms();
        return terms.has_code_system(url) ? System::code_system
               : terms.is_supplement(url) ? System::supplement
               : terms.has_value_set(url) ? System::value_set
                                          : System::not_loaded;
    });
}

} // namespace renkei::validate
