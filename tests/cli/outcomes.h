// Outcomes as an output gets them, and what it reports of them.
#pragma once

#include "gateway/app/cli/output.h"
#include "gateway/core/base/file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace renkei::cli {

using service::Outcome;
using service::OutcomeStatus;
using service::OutputDocument;

inline Outcome outcome(std::vector<OutputDocument> documents, bool is_last = true,
                       OutcomeStatus status = OutcomeStatus::done) {
    Outcome out;
    out.is_last = is_last;
    out.status = status;
    out.documents = std::move(documents);
    return out;
}

inline OutputDocument document(std::string name, std::string bytes) {
    return {.name = std::move(name), .bytes = std::move(bytes), .is_json = true, .kind = "fhir-json"};
}

// What an output said of its inputs.
struct NotedOutcomes {
    std::vector<OutcomeStatus> statuses{};
    std::vector<std::string> written{};
    std::vector<std::string> messages{};

    Output::Done note() {
        return [this](const Outcome& it, const std::vector<std::string>& files) {
            statuses.push_back(it.status);
            for (const std::string& file : files) {
                written.push_back(std::filesystem::path(file).filename());
            }
            for (const diag::Finding& finding : it.report.findings()) {
                messages.emplace_back(diag::row(finding.message).id);
            }
        };
    }
};

inline std::string content(const std::filesystem::path& path) {
    const auto read = base::read_file(path);
    return read ? *read : "not there";
}

inline std::size_t entries(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

} // namespace renkei::cli
