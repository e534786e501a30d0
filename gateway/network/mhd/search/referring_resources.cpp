#include "gateway/network/mhd/search/referring_resources.h"

namespace renkei::mhd {

bool is_of(const Include& include, const SearchParameter& parameter) {
    return parameter.kind == SearchKind::reference && parameter.type == include.type &&
           (include.parameter == nullptr || include.parameter == &parameter);
}

const std::vector<Candidate>& ReferringResources::of(const TypedId& target, const Include& include,
                                                     std::uint64_t& compared) {
    const auto [found, is_new] = by_include_.try_emplace(&include);
    if (is_new) {
        read(include, found->second, compared);
    }
    const auto referring = found->second.find(key_of(target));
    static const std::vector<Candidate> none;
    return referring == found->second.end() ? none : referring->second;
}

ReferringResources::ByTarget::key_type ReferringResources::key_of(const TypedId& target) {
    return {target.type, target.id.resource.value_or(resources::no_entry)};
}

void ReferringResources::read(const Include& include, ByTarget& out, std::uint64_t& compared) {
    for (const Candidate& each : candidates(document_, include.type)) {
        ++compared;
        for (const SearchParameter& parameter : search_parameters()) {
            if (!is_of(include, parameter)) {
                continue;
            }
            for (const TypedId& target : targets(each, parameter.path)) {
                out[key_of(target)].push_back(each);
            }
        }
    }
}

} // namespace renkei::mhd
