// The ministry's forms that the library knows.
#pragma once

#include <renkei/result.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace renkei {

struct FormAbout {
    std::string id;                    // its folder in mappings/
    std::string version;               // "202404"
    std::string title;                 // as the ministry prints it
    std::vector<std::string> syntaxes; // "csv", "json"; the first is the usual one
};

// Immutable: threads may share it, and copies share one content.
class FormCatalogue {
public:
    // `data`: the folder with mappings.cache and r4.defs: share/renkei of an installation of the same
    // version. Empty: $RENKEI_DATA, else ../share/renkei seen from the folder of the running program.
    static Result<FormCatalogue> open(const std::filesystem::path& data = {});

    std::vector<FormAbout> forms() const; // by id, versions from old to new

    struct State; // of the library
    const std::shared_ptr<const State>& state() const { return state_; }

private:
    explicit FormCatalogue(std::shared_ptr<const State> state) : state_(std::move(state)) {}
    std::shared_ptr<const State> state_;
};

} // namespace renkei
