#include "gateway/fhir/packages/dependency.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/base/filesystem.h"
#include "gateway/core/text/words.h"
#include "gateway/fhir/packages/library.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace renkei::packages {
namespace {

constexpr std::string_view npm = "npm:";

// "v1.2" and "=1.2" are 1.2; what stands behind + is no part of a version.
std::string_view bare(std::string_view version) {
    version = text::trim(version);
    while (!version.empty() && (version.front() == 'v' || version.front() == '=')) {
        version = text::trim(version.substr(1));
    }
    return version.substr(0, version.find('+'));
}

// The numbers of "1.2.x": 1 and 2.
std::vector<std::uint32_t> numbers_of(std::string_view version) {
    std::vector<std::uint32_t> out;
    version = version.substr(0, version.find('-'));
    while (!version.empty()) {
        const std::string_view part = text::next_part(version, '.');
        std::uint32_t number = 0;
        const auto read = std::from_chars(part.data(), part.data() + part.size(), number);
        if (read.ec != std::errc() || read.ptr != part.data() + part.size()) {
            break;
        }
        out.push_back(number);
    }
    return out;
}

// The first version behind all that begin with the first `kept` numbers, and its ballots: "1.3.0-" of 1.2, 2.
std::string behind(std::vector<std::uint32_t> numbers, std::size_t kept) {
    numbers.resize(std::max<std::size_t>(kept, 1));
    ++numbers.back();
    numbers.resize(3);
    return fmt::format("{}.{}.{}-", numbers[0], numbers[1], numbers[2]);
}

bool is_between(std::string_view version, std::string_view least, std::string_view end) {
    return compare_versions(version, least) >= 0 && compare_versions(version, end) < 0;
}

// One of "^1.2", "~1.2", ">=1.2", "1.2.x", "1.2.0".
bool meets_one(std::string_view version, std::string_view wanted) {
    constexpr std::array<std::string_view, 6> operators{"^", "~", ">=", "<=", ">", "<"};
    const auto* const found =
        std::ranges::find_if(operators, [&](std::string_view one) { return wanted.starts_with(one); });
    const std::string_view sign = found == operators.end() ? std::string_view() : *found;
    const std::string_view limit = bare(wanted.substr(sign.size()));
    const std::vector<std::uint32_t> numbers = numbers_of(limit);
    if (numbers.empty()) { // "*", "x"
        return limit.empty() || limit == "*" || text::lowered(limit) == "x";
    }
    const auto first_used = static_cast<std::size_t>(
        std::ranges::find_if(numbers, [](auto n) { return n != 0; }) - numbers.begin());
    const int order = compare_versions(version, limit);
    if (sign == "^") { // the first number that is not 0 stays
        return is_between(version, limit, behind(numbers, std::min(first_used + 1, numbers.size())));
    }
    if (sign == "~") {
        return is_between(version, limit, behind(numbers, std::min<std::size_t>(numbers.size(), 2)));
    }
    if (!sign.empty()) {
        return sign == ">=" ? order >= 0 : sign == "<=" ? order <= 0 : sign == ">" ? order > 0 : order < 0;
    }
    if (numbers.size() >= 3 || limit.find('-') != std::string_view::npos) {
        return order == 0;
    }
    const std::string least = fmt::format("{}", fmt::join(numbers, "."));
    return is_between(version, least, behind(numbers, numbers.size()));
}

// All of ">=1.0 <2.0"; "1.0 - 2.0" is from the one to the other. A sign may stand apart from its version.
bool meets_all(std::string_view version, std::string_view wanted) {
    if (const std::size_t hyphen = wanted.find(" - "); hyphen != std::string_view::npos) {
        const std::string_view most = bare(wanted.substr(hyphen + 3));
        return compare_versions(version, bare(wanted.substr(0, hyphen))) >= 0 &&
               (compare_versions(version, most) <= 0 ||
                (numbers_of(most).size() < 3 && meets_one(version, most)));
    }
    std::string sign;
    for (std::string_view rest = text::trim(wanted); !rest.empty(); rest = text::trim(rest)) {
        const std::string_view part = text::next_part(rest, ' ');
        if (part.find_first_not_of("<>=~^") == std::string_view::npos) {
            sign = part;
            continue;
        }
        if (!meets_one(version, sign + std::string(part))) {
            return false;
        }
        sign.clear();
    }
    return true;
}

std::optional<std::string> version_in(std::string_view file, std::string_view name, bool is_folder) {
    constexpr std::array<std::string_view, 3> endings{".tgz", ".tar.gz", ".tar"};
    const auto* const ending =
        std::ranges::find_if(endings, [&](std::string_view one) { return file.ends_with(one); });
    if (ending == endings.end() ? !is_folder : is_folder) {
        return std::nullopt;
    }
    file.remove_suffix(ending == endings.end() ? 0 : ending->size());
    if (!text::lowered(file).starts_with(name)) {
        return std::nullopt;
    }
    file.remove_prefix(name.size());
    if (file.empty()) {
        return std::string();
    }
    const char separator = file.front();
    const std::string_view version = file.substr(1);
    const bool is_version =
        !version.empty() &&
        (separator == '#' || separator == '@' ||
         (separator == '-' && (base::is_digit(version.front()) || !numbers_of(bare(version)).empty())));
    return is_version ? std::optional(std::string(version)) : std::nullopt;
}

} // namespace

Dependency dependency_of(std::string_view name, std::string_view version) {
    if (const std::size_t alias = name.find("@npm:"); alias != std::string_view::npos) {
        name.remove_prefix(alias + 1 + npm.size());
    }
    version = text::trim(version);
    if (version.starts_with(npm)) {
        name = version.substr(npm.size());
        const std::size_t at = name.find('@', 1); // a scope's @ stands first
        version = at == std::string_view::npos ? std::string_view() : name.substr(at + 1);
        name = name.substr(0, at);
    }
    const bool is_address = version.find_first_of(":/") != std::string_view::npos;
    return {text::lowered(text::trim(name)), std::string(version), is_address};
}

bool meets(std::string_view version, std::string_view wanted) {
    version = bare(version);
    const std::string label = text::lowered(text::trim(wanted));
    const bool is_label =
        label == "latest" || label == "current" || label == "dev" || label.starts_with("current$");
    if (is_label || version == bare(wanted)) {
        return true;
    }
    for (std::size_t at = 0; at != std::string_view::npos;) {
        const std::size_t next = wanted.find("||", at);
        if (meets_all(version, wanted.substr(at, next - at))) {
            return true;
        }
        at = next == std::string_view::npos ? next : next + 2;
    }
    return false;
}

std::vector<PackageFile> packages_named(const fs::path& folder, std::string_view name) {
    std::string called(name.starts_with('@') ? name.substr(1) : name); // npm: "@a/b" is called a-b
    std::ranges::replace(called, '/', '-');
    std::vector<PackageFile> out;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        std::error_code ignored;
        const std::string file = entry->path().filename().string();
        if (auto version = version_in(file, called, entry->is_directory(ignored))) {
            out.push_back({entry->path(), *std::move(version)});
        }
    }
    std::ranges::sort(out, [](const PackageFile& a, const PackageFile& b) {
        const int order = compare_versions(bare(a.version), bare(b.version));
        return order != 0 ? order > 0 : a.path < b.path;
    });
    return out;
}

} // namespace renkei::packages
