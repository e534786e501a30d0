#include "gateway/fhir/packages/load.h"

#include "gateway/core/base/user_cache.h"
#include "gateway/fhir/packages/archive.h"
#include "gateway/fhir/packages/image_builder.h"
#include "generated/messages/packages.h"

#include <algorithm>
#include <array>
#include <vector>

namespace renkei::packages {
namespace {

namespace fs = std::filesystem;
namespace message = diag::message;

// Files that packages hold beside their resources.
constexpr std::array<std::string_view, 3> not_resources{"package.json", ".index.json", "ig-r4.json"};

bool is_package_manifest(std::string_view name) {
    return name == "package.json" || name == "package/package.json";
}

// "package/X.json" and "X.json", not "package/example/X.json"
bool is_definition(std::string_view name) {
    if (name.starts_with("package/")) {
        name.remove_prefix(8);
    }
    return name.ends_with(".json") && name.find('/') == std::string_view::npos &&
           std::ranges::find(not_resources, name) == not_resources.end();
}

void add_file(ImageBuilder& builder, std::string_view name, std::string_view content, const fs::path& path,
              diag::Report& report) {
    diag::Result<void> added;
    if (is_package_manifest(name)) {
        added = builder.add_manifest(content);
    } else if (is_definition(name)) {
        added = builder.add(content, name);
    }
    if (!added) {
        report.add(message::package_file_bad, {.file = path.string()},
                   {std::string(name), to_text(added.error(), diag::Language::english)});
    }
}

diag::Result<void> add_folder(ImageBuilder& builder, const fs::path& path, diag::Report& report) {
    std::error_code error;
    const fs::path inner = fs::is_directory(path / "package", error) ? path / "package" : path;
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
    return each_file(path, [&](std::string_view name, std::string_view content) {
        add_file(builder, name, content, path, report);
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
