#include "gateway/forms/form/nearest.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace renkei::form {
namespace {

// How many letters must be put in, taken out, changed or swapped with their neighbour.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> now(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                now[j] = std::min(now[j], before_last[j - 2] + 1);
            }
        }
        std::swap(before_last, last);
        std::swap(last, now);
    }
    return last[b.size()];
}

bool is_last_part(std::string_view part, std::string_view path) {
    return path.size() > part.size() && path.ends_with(part) && path[path.size() - part.size() - 1] == '.';
}

} // namespace

std::string nearest(std::string_view wrong, std::span<const std::string_view> known) {
    constexpr std::size_t longest = 200; // ids are short; a long text has no neighbour worth the search
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, wrong.size() / 3) + 1;
    for (const std::string_view candidate : known) {
        if (wrong.size() > longest || candidate.size() > longest) {
            continue;
        }
        const bool same_last_part = is_last_part(wrong, candidate) || is_last_part(candidate, wrong);
        const auto [shorter, longer] = std::minmax({wrong.size(), candidate.size()});
        if (!same_last_part && longer - shorter >= best_distance) {
            continue; // so many letters are missing at least
        }
        const std::size_t here = same_last_part ? 1 : distance(wrong, candidate);
        if (here < best_distance) {
            best = candidate;
            best_distance = here;
        }
    }
    return std::string(best);
}

} // namespace renkei::form
