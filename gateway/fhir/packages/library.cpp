#include "gateway/fhir/packages/library.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/json/parser.h"

#include <ranges>

namespace renkei::packages {
namespace {

using base::is_digit;

// Takes a run of digits, or of anything else, from the front.
std::string_view take_run(std::string_view& text) {
    const bool digits = is_digit(text.front());
    std::size_t size = 1;
    while (size < text.size() && is_digit(text[size]) == digits) {
        ++size;
    }
    const std::string_view run = text.substr(0, size);
    text.remove_prefix(size);
    return run;
}

std::string_view without_zeros(std::string_view digits) {
    const std::size_t first = digits.find_first_not_of('0');
    return first == std::string_view::npos ? std::string_view() : digits.substr(first);
}

int sign(int value) { return (value > 0) - (value < 0); }

int compare_runs(std::string_view left, std::string_view right) {
    if (!is_digit(left.front()) || !is_digit(right.front())) {
        return sign(left.compare(right));
    }
    const std::string_view a = without_zeros(left);
    const std::string_view b = without_zeros(right);
    return a.size() != b.size() ? (a.size() < b.size() ? -1 : 1) : sign(a.compare(b));
}

} // namespace

bool satisfies(std::string_view version, std::string_view wanted) {
    return wanted.empty() || version == wanted ||
           (version.starts_with(wanted) && version[wanted.size()] == '.');
}

int compare_versions(std::string_view left, std::string_view right) {
    while (!left.empty() && !right.empty()) {
        const int order = compare_runs(take_run(left), take_run(right));
        if (order != 0) {
            return order;
        }
    }
    // 1.2 < 1.2.1, but 1.2-ballot < 1.2
    const auto rest = [](std::string_view text) { return text.empty() ? 0 : text.front() == '-' ? -1 : 1; };
    return sign(rest(left) - rest(right));
}

Canonical canonical(std::string_view text) {
    const bool has_fragment = text.find('#') != std::string_view::npos; // found faster than from behind
    const std::size_t hash = has_fragment ? text.rfind('#') : std::string_view::npos;
    const std::string_view fragment =
        hash == std::string_view::npos ? std::string_view() : text.substr(hash + 1);
    text = text.substr(0, hash);
    const std::size_t bar = text.find('|');
    return {text.substr(0, bar), bar == std::string_view::npos ? std::string_view() : text.substr(bar + 1),
            fragment};
}

struct Library::Decoder {
    json::Parser parser;
};

Library::Library(const definitions::R4Definitions& r4)
    : r4_(&r4),
      reading_(std::make_shared<Decoder>(Decoder{json::Parser(r4.names(), json::package_options)})) {}

void Library::add(PackageImage image) { images_.push_back(std::move(image)); }

const Resource* Library::find(std::string_view type, std::string_view canonical_text) const {
    const Canonical wanted = canonical(canonical_text);
    const Found found =
        look_up(wanted.url, wanted.version, [&](const PackageImage& image, const ResourceRow& row) {
            return type.empty() || image.text(row.type) == type;
        });
    return found.row == nullptr ? nullptr : read(*found.image, *found.row);
}

const Resource* Library::find_any_version(std::string_view type, std::string_view canonical_text) const {
    const Resource* exact = find(type, canonical_text);
    return exact != nullptr ? exact : find(type, canonical(canonical_text).url);
}

void Library::each(std::string_view type,
                   const std::function<void(const PackageImage& image, const ResourceRow& row)>& use) const {
    for (const PackageImage& image : images_ | std::views::reverse) {
        for (const ResourceRow& row : image.resources()) {
            if (image.text(row.type) == type) {
                use(image, row);
            }
        }
    }
}

const Resource* Library::read(const PackageImage& image, const ResourceRow& row) const {
    const std::scoped_lock lock(mutex_);
    const auto [at, fresh] = read_.try_emplace(&row);
    if (fresh) {
        auto out = std::make_unique<Resource>(Resource{.url = image.text(row.url),
                                                       .version = image.text(row.version),
                                                       .type = image.text(row.type),
                                                       .package = image.text(image.package().name),
                                                       .tree = {}});
        const auto json = image.json(row);
        if (json && reading_->parser.parse(*json, out->tree)) {
            at->second = std::move(out);
        }
    }
    return at->second.get();
}

} // namespace renkei::packages
