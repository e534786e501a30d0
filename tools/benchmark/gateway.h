// What a benchmark needs to have a gateway of its own.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/documents/loaded_definitions.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace renkei::benchmark {

template <class T>
T must(diag::Result<T> result) {
    if (!result) {
        fmt::print(stderr, "{}\n", diag::to_text(result.error(), diag::Language::english));
        std::exit(2);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "renkei-bench-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline std::shared_ptr<const documents::LoadedDefinitions> definitions(const char* mappings) {
    diag::Report report;
    return std::make_shared<const documents::LoadedDefinitions>(documents::LoadedDefinitions{
        std::make_shared<const catalogue::Catalogue>(must(catalogue::Catalogue::open_file(mappings))),
        std::make_shared<const service::Definitions>(must(service::Definitions::open({}, report)))});
}

} // namespace renkei::benchmark
