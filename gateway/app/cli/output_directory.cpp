// One file for each document. The threads that make documents also write them, under temporary names. Files
// get their names in batches: one flush to disk for all of them, then the names, then one flush for these;
// only then is it said that an input is done.
#include "gateway/app/cli/background.h"
#include "gateway/app/cli/output.h"
#include "gateway/core/base/filesystem.h"
#include "gateway/core/base/staged_files.h"
#include "generated/messages/base.h"
#include "generated/messages/cli.h"

#include <sys/stat.h>

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <set>

namespace renkei::service {

// Written under a temporary name, which is removed unless the document got its own.
struct StagedDocument {
    StagedDocument(base::StagedFiles& its_files, base::StagedFiles::Id its_id, std::size_t its_size)
        : files(its_files),
          id(its_id),
          size(its_size) {}
    StagedDocument(const StagedDocument&) = delete;
    StagedDocument& operator=(const StagedDocument&) = delete;
    ~StagedDocument() {
        if (!is_placed) {
            files.drop(id);
        }
    }

    diag::Result<void> append(std::string_view bytes) {
        size += bytes.size();
        return files.append(id, bytes);
    }

    diag::Result<void> place(const std::string& name, base::Overwrite overwrite) {
        is_placed = true; // StagedFiles removes what it cannot place
        return files.place(id, name, overwrite);
    }

    base::StagedFiles& files;
    base::StagedFiles::Id id;
    std::size_t size;
    bool is_placed = false;
};

} // namespace renkei::service

namespace renkei::cli {
namespace {

using service::Outcome;
using service::OutcomeStatus;
using service::OutputDocument;
using service::StagedDocument;
using Clock = std::chrono::steady_clock;

struct StagedFile {
    std::shared_ptr<StagedDocument> staged;
    std::string name;
};

struct FinishedInput {
    Outcome outcome;
    std::vector<std::string> names; // of its documents, until all of them are there
    std::vector<StagedFile> files;
    std::vector<std::string> skipped;
    std::vector<std::string> written; // already: into what is no file
    std::optional<diag::Error> error;
};

struct OutputBatch {
    std::vector<FinishedInput> inputs{};
    std::size_t files = 0;
    std::size_t bytes = 0;
    Clock::time_point began{};

    // Large enough that its flush is a small part of the work, and small enough that the user sees how it
    // goes on.
    bool is_full() const {
        constexpr std::size_t max_files = 128;
        constexpr std::size_t max_bytes = 64U << 20U;
        constexpr std::chrono::milliseconds longest{500};
        return files == 0 || files >= max_files || bytes >= max_bytes || Clock::now() - began >= longest;
    }
};

class ToDirectory final : public Output {
public:
    ToDirectory(const OutputSettings& settings, Done done)
        : settings_(settings),
          done_(std::move(done)),
          background_(settings.in_background) {}

    // What cannot be written is tried again by add(), which reports it. Others may follow into the file of a
    // document whose name says items.
    void prepare(Outcome& outcome) override {
        for (OutputDocument& document : outcome.documents) {
            struct stat there {};
            if (document.has_items_in_name) {
                continue;
            }
            if (::lstat(path_of(document.name).c_str(), &there) == 0 &&
                (!settings_.overwrite || !S_ISREG(there.st_mode))) {
                continue;
            }
            if (diag::Result<std::shared_ptr<StagedDocument>> staged = write(document)) {
                document.staged = *std::move(staged);
                document.bytes = std::string();
            }
        }
    }

    void add(Outcome outcome) override {
        for (OutputDocument& document : outcome.documents) {
            if (diag::Result<void> staged = input_.error ? diag::Result<void>() : stage(document); !staged) {
                input_.error = std::move(staged).error();
            }
        }
        if (!outcome.is_last) {
            return;
        }
        outcome.documents.clear();
        input_.outcome = std::move(outcome);
        if (input_.outcome.status != OutcomeStatus::done || input_.error) {
            drop(input_);
        }
        input_.names.clear();
        named_.clear();
        batch_.inputs.push_back(std::exchange(input_, FinishedInput()));
        if (batch_.is_full()) {
            end_batch();
        }
    }

    diag::Result<void> finish() override {
        end_batch();
        background_.finish();
        return {};
    }

private:
    fs::path path_of(const std::string& name) const { return fs::path(settings_.path) / name; }

    diag::Result<base::StagedFiles*> files() {
        const std::lock_guard lock(opening_);
        if (!staged_) {
            TRY(base::StagedFiles opened, base::StagedFiles::open(settings_.path));
            staged_ = std::make_unique<base::StagedFiles>(std::move(opened));
        }
        return staged_.get();
    }

    diag::Result<std::shared_ptr<StagedDocument>> write(const OutputDocument& document) {
        TRY(base::StagedFiles* const files, this->files());
        std::string made;
        const std::string_view bytes = bytes_of(document, settings_.pretty, made);
        TRY(const base::StagedFiles::Id id, files->add(bytes));
        return std::make_shared<StagedDocument>(*files, id, bytes.size());
    }

    diag::Result<void> stage(OutputDocument& document) {
        if (!document.has_items_in_name) {
            return stage_new(document).map([](const std::shared_ptr<StagedDocument>&) {});
        }
        const auto same = named_.find({document.name, document.kind});
        if (same != named_.end()) {
            return join(same->second, document);
        }
        TRY(std::shared_ptr<StagedDocument> staged, stage_new(document));
        named_.emplace(std::pair(document.name, document.kind), std::move(staged));
        return {};
    }

    // Behind another document of the same input whose name says the same items. `staged`: null if there was
    // nothing to stage.
    diag::Result<void> join(const std::shared_ptr<StagedDocument>& staged, const OutputDocument& document) {
        std::string made;
        const std::string_view bytes = bytes_of(document, settings_.pretty, made).substr(document.head);
        if (staged) {
            batch_.bytes += bytes.size();
            return staged->append(bytes);
        }
        return settings_.skip_existing
                   ? diag::Result<void>()
                   : base::write_file(path_of(document.name), bytes, base::Overwrite::yes);
    }

    // Null: it was skipped, or written into what is no file.
    diag::Result<std::shared_ptr<StagedDocument>> stage_new(OutputDocument& document) {
        const fs::path path = path_of(document.name);
        if (!names_.insert(document.name).second) {
            return diag::fail(message::name_used_twice, {.file = path.string()}, {document.name});
        }
        input_.names.push_back(document.name);
        struct stat there {};
        const bool exists = ::lstat(path.c_str(), &there) == 0;
        if (exists && settings_.skip_existing) {
            input_.skipped.push_back(path.string());
            return nullptr;
        }
        if (exists && !settings_.overwrite) {
            return diag::fail(message::file_exists, {.file = path.string()});
        }
        if (exists && !S_ISREG(there.st_mode) && !document.staged) {
            TRY_VOID(files());
            // a device or FIFO keeps its name
            std::string made;
            TRY_VOID(
                base::write_file(path, bytes_of(document, settings_.pretty, made), base::Overwrite::yes));
            input_.written.push_back(path.string());
            return nullptr;
        }
        std::shared_ptr<StagedDocument> staged = std::move(document.staged);
        if (!staged) {
            TRY(std::shared_ptr<StagedDocument> written, write(document));
            staged = std::move(written);
        }
        batch_.began = batch_.files == 0 ? Clock::now() : batch_.began;
        ++batch_.files;
        batch_.bytes += staged->size;
        input_.files.push_back({staged, document.name});
        return staged;
    }

    // Nothing of it is written, so others may have its names.
    void drop(FinishedInput& input) {
        input.files.clear();
        for (const std::string& name : input.names) {
            names_.erase(name);
        }
    }

    void end_batch() {
        background_.run([this, batch = std::make_shared<OutputBatch>(std::exchange(batch_, OutputBatch()))] {
            bring_to_disk(*batch);
        });
    }

    void bring_to_disk(OutputBatch& batch) {
        diag::Result<void> flushed = batch.files > 0 ? staged_->flush() : diag::Result<void>();
        for (FinishedInput& input : batch.inputs) {
            place(input, flushed);
        }
        if (flushed && batch.files > 0) {
            flushed = staged_->fsync_folder();
        }
        for (FinishedInput& input : batch.inputs) {
            report(input, flushed);
        }
    }

    void place(FinishedInput& input, const diag::Result<void>& flushed) {
        if (!flushed) {
            return;
        }
        for (const StagedFile& file : input.files) {
            const diag::Result<void> placed = file.staged->place(
                file.name, settings_.overwrite ? base::Overwrite::yes : base::Overwrite::no);
            if (placed) {
                input.written.push_back(path_of(file.name).string());
            } else if (!input.error) {
                input.error = placed.error();
            }
        }
    }

    void report(FinishedInput& input, const diag::Result<void>& flushed) {
        const bool is_done = input.outcome.status == OutcomeStatus::done;
        if (is_done && !flushed && !input.files.empty() && !input.error) {
            input.error = flushed.error();
        }
        if (is_done && input.error) {
            input.outcome.status = OutcomeStatus::unwritten;
            input.outcome.report.add(*input.error);
        }
        for (const std::string& name : input.skipped) {
            if (is_done) {
                input.outcome.report.add(message::output_skipped, {.file = name});
            }
        }
        done_(input.outcome, input.written);
    }

    OutputSettings settings_;
    Done done_;
    std::mutex opening_;
    std::unique_ptr<base::StagedFiles> staged_;
    std::set<std::string> names_; // of this run
    FinishedInput input_;         // whose parts are coming in
    // of its documents whose names say items: by name and kind
    std::map<std::pair<std::string, std::string>, std::shared_ptr<StagedDocument>> named_;
    OutputBatch batch_;
    Background background_; // last, so that it ends first
};

} // namespace

std::unique_ptr<Output> directory(const OutputSettings& settings, Output::Done done) {
    return std::make_unique<ToDirectory>(settings, std::move(done));
}

} // namespace renkei::cli
