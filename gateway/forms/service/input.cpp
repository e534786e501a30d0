#include "gateway/forms/service/input.h"

#include "gateway/core/base/file.h"

#include <algorithm>
#include <array>

namespace renkei::service {
namespace {

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

void add_files_below(const fs::path& folder, std::vector<fs::path>& out) {
    const std::size_t first = out.size();
    std::error_code failed;
    fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, failed);
    for (; !failed && at != fs::recursive_directory_iterator(); at.increment(failed)) {
        std::error_code unknown; // a link that leads nowhere is no file, and no end of the folder
        if (is_hidden(at->path())) {
            at.disable_recursion_pending();
        } else if (at->is_regular_file(unknown)) {
            out.push_back(at->path());
        }
    }
    if (failed) {
        out.push_back(folder);
    }
    std::sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end());
}

} // namespace

diag::Result<Input> read_input(const fs::path& path) {
    TRY(std::string bytes, base::read_file(path));
    return Input{path.string(), std::move(bytes)};
}

std::vector<fs::path> list_inputs(const std::vector<std::string>& paths) {
    std::vector<fs::path> out;
    for (const std::string& path : paths) {
        std::error_code none;
        if (path != "-" && fs::is_directory(path, none)) {
            add_files_below(path, out);
        } else {
            out.emplace_back(path);
        }
    }
    return out;
}

std::string stem_of(const std::string& input_name) {
    if (input_name == "-") {
        return "document";
    }
    std::string stem = fs::path(input_name).filename().string();
    constexpr std::array<std::string_view, 7> endings{".bundle.json", ".bundle.xml", ".xml", ".ndjson",
                                                      ".json",        ".csv",        ".CSV"};
    const auto* const ending = std::ranges::find_if(
        endings, [&](std::string_view e) { return stem.ends_with(e) && stem.size() > e.size(); });
    if (ending != endings.end()) {
        stem.resize(stem.size() - ending->size());
    }
    return stem;
}

} // namespace renkei::service
