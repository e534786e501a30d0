#include "gateway/fhir/validate/cache/lookup_cache.h"

#include "gateway/fhir/profiles/structure.h"

namespace renkei::validate {
namespace {

constexpr std::size_t max_names = 4096;
constexpr std::size_t max_name_length = 512;

} // namespace

template <class Result, class Ask>
Result LookupCache::remember(ByName<Result>& known, std::string_view name, Ask ask) {
    if (const auto found = known.find(name); found != known.end()) {
        return found->second;
    }
    const Result answer = ask();
    if (name.size() <= max_name_length) {
        if (known.size() >= max_names) {
            known.clear();
        }
        known.emplace(name, answer);
    }
    return answer;
}

const StructurePlan* LookupCache::plan(std::string_view canonical) {
    return remember(plans_, canonical, [&] { return context_.plan(canonical); });
}

bool LookupCache::is_absent(std::string_view profile) {
    return remember(absent_, profile,
                    [&] { return !context_.profiles().problems(profile).at_least(diag::Severity::error); });
}

std::vector<LookupCache::AllowedTarget> LookupCache::read_targets(const profiles::TypeRef& type) {
    std::vector<AllowedTarget> out;
    for (const std::string_view canonical : type.target_profiles) {
        AllowedTarget& target = out.emplace_back();
        target.type = canonical.starts_with(profiles::core_definitions)
                          ? context_.r4().type(canonical.substr(profiles::core_definitions.size()))
                          : definitions::TypeId{};
        target.is_core = static_cast<bool>(target.type);
        target.plan = target.is_core ? nullptr : plan(canonical);
        target.type = target.plan == nullptr ? target.type : target.plan->type;
        target.canonical = canonical;
    }
    return out;
}

const std::vector<LookupCache::AllowedTarget>& LookupCache::targets(const profiles::TypeRef& type) {
    const auto [at, is_new] = targets_.try_emplace(&type);
    if (is_new) {
        at->second = read_targets(type);
    }
    return at->second;
}

// Every text with its length before it: two questions are written the same only if they are.
bool LookupCache::write(const CodesKey& key, std::span<const terminology::Coding> codes) {
    const auto append_bytes = [&](const auto& value) {
        last_key_.append(reinterpret_cast<const char*>(&value), sizeof value);
    };
    const auto append = [&](std::string_view text) {
        append_bytes(text.size());
        last_key_ += text;
    };
    last_key_.clear();
    append_bytes(key.set);
    append_bytes(key.shape);
    append_bytes(key.options->least);
    append(key.options->languages);
    for (const terminology::Coding& code : codes) {
        if (code.system.size() + code.version.size() + code.code.size() + code.display.size() +
                last_key_.size() >
            max_name_length) {
            return false;
        }
        append(code.system);
        append(code.version);
        append(code.code);
        append(code.display);
    }
    return true;
}

void LookupCache::remember_valid() {
    if (valid_.size() >= max_names) {
        valid_.clear();
    }
    valid_.insert(last_key_);
}

LookupCache::System LookupCache::system(std::string_view url) {
    return remember(systems_, url, [&] {
        const terminology::Terminology& terminology = context_.terminology();
        return terminology.has_code_system(url) ? System::code_system
               : terminology.is_supplement(url) ? System::supplement
               : terminology.has_value_set(url) ? System::value_set
                                                : System::not_loaded;
    });
}

} // namespace renkei::validate
