#include "gateway/fhir/packages/load.h"

#include "gateway/core/base/user_cache.h"
#include "gateway/fhir/packages/archive.h"
#include "gateway/fhir/packages/image_builder.h"
#include "generated/messages/packages.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <tuple>
#include <vector>

namespace renkei::packages {
namespace {

// Files that packages hold beside their resources.
constexpr std::array<std::string_view, 3> not_resources{"package.json", ".index.json", "ig-r4.json"};

// "./package\\X.json", as some tools write names, is package/X.json.
std::string plain_name(std::string_view name) {
    std::string out(name);
    std::ranges::replace(out, '\\', '/');
    std::string_view rest = out;
    while (rest.starts_with("./") || rest.starts_with('/')) {
        rest.remove_prefix(rest.find('/') + 1);
    }
    return std::string(rest);
}

std::string_view folder_of(std::string_view name) {
    const std::size_t slash = name.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
}

// The folder of an archive that is the package: package/, else, under whatever root, where package.json lies
// least deep; without one, where JSON files do.
class Root {
public:
    void see(std::string_view name) {
        const bool is_manifest = name == "package.json" || name.ends_with("/package.json");
        if (!name.ends_with(".json")) {
            return;
        }
        const std::string_view folder = folder_of(name);
        const Rank rank{folder != "package", !is_manifest, std::ranges::count(folder, '/') + !folder.empty()};
        if (!best_ || rank < *best_) {
            best_ = rank;
            folder_ = folder;
        }
    }
    // "X.json" of "package/X.json"; empty: it lies elsewhere, such as package/example/X.json.
    std::string_view within(std::string_view name) const {
        const bool is_here = folder_of(name) == folder_;
        return is_here ? name.substr(folder_.empty() ? 0 : folder_.size() + 1) : std::string_view();
    }

private:
    using Rank = std::tuple<bool, bool, std::ptrdiff_t>; // the least counts
    std::optional<Rank> best_;
    std::string folder_;
};

bool is_definition(std::string_view name) {
    return name.ends_with(".json") && std::ranges::find(not_resources, name) == not_resources.end();
}

void add_file(ImageBuilder& builder, std::string_view name, std::string_view content, const fs::path& path,
              diag::Report& report) {
    diag::Result<void> added;
    if (name == "package.json") {
        added = builder.add_manifest(content);
    } else if (is_definition(name)) {
        added = builder.add(content, name);
    }
    if (!added) {
        report.add(message::package_file_bad, {.file = path.string()},
                   {name, to_text(added.error(), diag::Language::english)});
    }
}

bool has_json(const fs::path& folder) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        if (entry->path().extension() == ".json") {
            return true;
        }
    }
    return false;
}

// The folder itself or its package/; of a folder with nothing but another one in it, that one.
fs::path package_in(const fs::path& path) {
    std::error_code error;
    fs::path only;
    std::size_t folders = 0;
    for (fs::directory_iterator entry(path, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        std::error_code ignored;
        if (entry->is_directory(ignored)) {
            only = entry->path();
            ++folders;
        }
    }
    for (const fs::path& folder : {path / "package", path, only / "package", only}) {
        const bool is_of_path = folder == path || folder == path / "package" || folders == 1;
        if (is_of_path && has_json(folder)) {
            return folder;
        }
    }
    return path;
}

diag::Result<void> add_folder(ImageBuilder& builder, const fs::path& path, diag::Report& report) {
    std::error_code error;
    const fs::path inner = package_in(path);
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(inner, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        if (entry->path().extension() == ".json") {
            files.push_back(entry->path());
        }
    }
    if (error && files.empty()) {
        return diag::fail(message::package_unreadable, {.file = path.string()}, {error.message()});
    }
    std::ranges::sort(files); // the same folder gives the same image everywhere
    for (const fs::path& file : files) {
        TRY(const std::string content, base::read_file(file));
        add_file(builder, file.filename().string(), content, file, report);
    }
    return {};
}

diag::Result<void> add_archive(ImageBuilder& builder, const fs::path& path, diag::Report& report) {
    Root root;
    TRY_VOID(each_file(path, [&](std::string_view name, std::string_view) { root.see(plain_name(name)); }));
    return each_file(path, [&](std::string_view name, std::string_view content) {
        const std::string plain = plain_name(name);
        add_file(builder, root.within(plain), content, path, report);
    });
}

bool is_archive(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.ends_with(".tgz") || name.ends_with(".tar.gz") || name.ends_with(".tar");
}

diag::Result<void> add_any(ImageBuilder& builder, const fs::path& path, diag::Report& report) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        return add_folder(builder, path, report);
    }
    if (is_archive(path)) {
        return add_archive(builder, path, report);
    }
    TRY(const std::string content, base::read_file(path));
    return builder.add(content, path.filename().string());
}

// Identifies this state of the package.
std::string state_of(const fs::path& path) {
    std::error_code error;
    const auto size = fs::file_size(path, error);
    const auto time = fs::last_write_time(path, error).time_since_epoch().count();
    return path.filename().string() + " " + std::to_string(size) + " " + std::to_string(time);
}

std::vector<fs::path> cache_places(const fs::path& path) {
    const std::string name = path.filename().string() + ".renkei";
    std::vector<fs::path> out{path.parent_path() / name};
    if (const fs::path cached = base::cached_file(name); !cached.empty()) {
        out.push_back(cached);
    }
    return out;
}

} // namespace

diag::Result<std::string> compile(const fs::path& path, diag::Report& report) {
    ImageBuilder builder;
    builder.set_source(state_of(path));
    auto added = add_any(builder, path, report);
    if (!added) {
        if (added.error().where.file.empty()) {
            added.error().where.file = path.string();
        }
        return tl::make_unexpected(std::move(added).error());
    }
    if (builder.size() == 0) {
        return diag::fail(message::package_empty, {.file = path.string()});
    }
    return builder.finish();
}

diag::Result<PackageImage> load(const fs::path& path, diag::Report& report) {
    if (!is_archive(path)) {
        TRY(std::string bytes, compile(path, report));
        return PackageImage::from_bytes(std::move(bytes));
    }
    const auto places = cache_places(path);
    for (const fs::path& place : places) {
        std::error_code ignored;
        if (fs::exists(place, ignored)) {
            auto image = PackageImage::open(place);
            if (image && image->text(image->package().source) == state_of(path)) {
                return image;
            }
        }
    }
    const std::size_t before = report.total();
    TRY(std::string bytes, compile(path, report));
    if (report.total() != before) { // findings about the package are to be reported the next time, too
        return PackageImage::from_bytes(std::move(bytes));
    }
    std::string why;
    for (const fs::path& place : places) {
        std::error_code ignored;
        fs::create_directories(place.parent_path(), ignored);
        const auto kept = base::write_file(place, bytes, base::Overwrite::yes);
        if (kept) {
            return PackageImage::from_bytes(std::move(bytes));
        }
        why = to_text(kept.error(), diag::Language::english);
    }
    report.add(message::package_cache_unwritable, {.file = path.string()}, {path.filename().string(), why});
    return PackageImage::from_bytes(std::move(bytes));
}

diag::Result<PackageImage> image_of(std::string_view json, std::string_view file) {
    ImageBuilder builder;
    TRY_VOID(builder.add(json, file));
    return PackageImage::from_bytes(builder.finish());
}

} // namespace renkei::packages
