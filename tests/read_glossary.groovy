// Prints what OmegaT's own readers find in glossaries: arguments are a project's folder, then files.
import org.omegat.core.Core
import org.omegat.core.data.RealProject
import org.omegat.gui.glossary.GlossaryReaderTBX
import org.omegat.gui.glossary.GlossaryReaderTSV
import org.omegat.util.ProjectFileStorage

Core.initializeConsole(new TreeMap())
Core.setProject(new RealProject(ProjectFileStorage.loadProjectProperties(new File(args[0])), null))
args.tail().each { name ->
    def reader = name.endsWith(".tbx") ? GlossaryReaderTBX : GlossaryReaderTSV
    // Between versions the second argument (whether it is the priority glossary) came and went.
    def takesPriority = reader.metaClass.respondsTo(reader, "read", File, boolean)
    def entries = takesPriority ? reader.read(new File(name), false) : reader.read(new File(name))
    entries.each { println([it.srcText, it.locText, it.commentText].join("\t").replace("\n", " / ")) }
}
System.exit(0)
